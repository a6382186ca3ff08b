"""Style, script and typefaces under names that hold their hash: a browser keeps them for a year and asks no more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from starlette.responses import PlainTextResponse, Response

from debar.report.dossiers.pages import SHEETS

_OWN = files("debar.web") / "static"
_REPORT = files("debar.report.html")
_KINDS: Mapping[str, str] = MappingProxyType({"css": "text/css", "js": "text/javascript", "woff2": "font/woff2"})
_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Assets:
    """``names``: the plain name of a file -> the one it is served under; ``held``: that one -> its bytes."""

    names: Mapping[str, str]
    held: Mapping[str, bytes]

    def answer(self, name: str) -> Response:
        """Return the file of that name; 404 for none."""
        content = self.held.get(name)
        if content is None:
            return PlainTextResponse("there is no such file", 404)
        kind = _KINDS[name.rpartition(".")[2]]
        return Response(content, media_type=kind, headers={"cache-control": _YEAR})


@cache
def load_assets() -> Assets:
    """Return what pages need. The style sheet is that of reports with the desk's own after it."""
    names: dict[str, str] = {}
    held: dict[str, bytes] = {}
    rules = []
    for face in json.loads((_REPORT / "fonts" / "VENDOR.json").read_text("utf-8")):
        _hold(face["file"], (_REPORT / "fonts" / face["file"]).read_bytes(), names, held)
        rules.append(
            f'@font-face{{font-family:"{face["family"]}";font-weight:{face["weight"]};font-display:swap;'
            f'src:url({names[face["file"]]}) format("woff2")}}\n'
        )
    style = "".join(rules) + (_REPORT / "style.css").read_text("utf-8") + (_OWN / "desk.css").read_text("utf-8")
    _hold("desk.css", style.encode(), names, held)
    dossier = "".join((_REPORT / sheet).read_text("utf-8") for sheet in SHEETS)
    _hold("dossier.css", dossier.encode(), names, held)
    _hold("desk.js", (_OWN / "desk.js").read_bytes(), names, held)
    return Assets(MappingProxyType(names), MappingProxyType(held))


def _hold(name: str, content: bytes, names: dict[str, str], held: dict[str, bytes]) -> None:
    stem, _, kind = name.rpartition(".")
    names[name] = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{kind}"
    held[names[name]] = content
