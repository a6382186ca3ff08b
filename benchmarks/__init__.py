"""What debar costs and how well it does, measured: each module is a program."""
