"""``python -m debar``."""

from debar.cli import main

main()
