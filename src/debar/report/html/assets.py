"""The page's own style, script and typefaces, inlined; nothing is fetched when the page is opened."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from functools import cache
from importlib.resources import files

from debar.errors import DataError

_HERE = files(__package__)


@cache
def style(*more: str) -> str:
    """The style sheet with the typefaces in it, then the further sheets of this package."""
    return _faces() + "".join(_read(sheet) for sheet in ("style.css", *more))


@cache
def script() -> str:
    """The script that filters and sorts; the page reads without it."""
    return _read("report.js")


def content_policy(*more: str) -> str:
    """A Content-Security-Policy that lets run exactly this style and this script, and nothing from anywhere else.

    ``more`` are the further style sheets of the page.
    """
    return (
        f"default-src 'none'; style-src {_source(style(*more))}; script-src {_source(script())};"
        " font-src data:; base-uri 'none'; form-action 'none'"
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _source(content: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _faces() -> str:
    """The @font-face rules; every file must be the one ``fonts/VENDOR.json`` names."""
    rules = []
    for face in json.loads(_read("fonts/VENDOR.json")):
        content = (_HERE / "fonts" / face["file"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != face["sha256"]:
            raise DataError(
                f"debar/report/html/fonts/{face['file']} is not the file VENDOR.json names: reinstall debar."
            )
        rules.append(
            f'@font-face{{font-family:"{face["family"]}";font-weight:{face["weight"]};font-display:swap;'
            f'src:url(data:font/woff2;base64,{b64encode(content).decode()}) format("woff2")}}\n'
        )
    return "".join(rules)
