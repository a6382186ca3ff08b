"""What ships beside the code."""

from __future__ import annotations

from importlib.resources import files


def test_type_checkers_are_told_that_the_package_has_types() -> None:
    assert (files("debar") / "py.typed").is_file()
