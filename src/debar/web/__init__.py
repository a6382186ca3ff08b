"""Pages of the desk, made on the server: they read, filter and decide without a script."""
