"""The desk: a reference and the verbs over it."""

from debar.desk.desk import Desk, open_desk
from debar.desk.scans import Scan

__all__ = ["Desk", "Scan", "open_desk"]
