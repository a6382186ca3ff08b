"""The command line: parse, call the desk, print."""

from debar.cli.app import main

__all__ = ["main"]
