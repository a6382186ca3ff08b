"""Contract language on sanctions and export control -> structured obligations. See `read_clauses`."""

from debar.clauses.read import read_clauses

__all__ = ["read_clauses"]
