"""The names in the statute (``names.yml`` beside this file) -> entities."""

from __future__ import annotations

from debar.lists import statute

LAYOUTS = (statute.layout("us-ndaa-154"),)
