"""The desk: a reference and the verbs over it."""

from debar.desk.desk import Desk, open_desk

__all__ = ["Desk", "open_desk"]
