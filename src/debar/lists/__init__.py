"""Official lists in, entities out: what each source is, how its files are read, and the editions that ship."""
