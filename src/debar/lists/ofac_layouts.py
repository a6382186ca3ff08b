"""The forms in which OFAC serves a list, as layouts of one list or the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from debar.lists import ofac_advanced, ofac_classic, ofac_delimited, ofac_enhanced
from debar.lists.ofac import Kind
from debar.lists.parsing import Given, Layout
from debar.lists.xml import recognise_root
from debar.model import Entity

_SIBLINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sdn": {
        "primary": ("sdn.csv", "ofac_sdn.csv"),
        "aliases": ("alt.csv", "ofac_alt.csv", "sdn_alt.csv"),
        "addresses": ("add.csv", "ofac_add.csv", "sdn_add.csv"),
        "comments": ("sdn_comments.csv", "ofac_sdn_comments.csv"),
    },
    "cons": {
        "primary": ("cons_prim.csv",),
        "aliases": ("cons_alt.csv",),
        "addresses": ("cons_add.csv",),
        "comments": ("cons_comments.csv",),
    },
}
#: What the head of an XML file says of the list it holds.
_HOLDS = {"sdn": re.compile(rb">SDN List</"), "cons": re.compile(rb">(?:Consolidated List|Non-SDN [^<]+ List)</")}
_CHANGES = "DeltaFile"


def _of_family(name: str, head: bytes, family: str) -> bool:
    """Whether an XML file is of the family: by its name, else by the lists its publication names, else it may be."""
    named = ofac_delimited.family_of(name)
    if named:
        return named == family
    start = head.partition(b"</publicationInfo>")[0] if b"</publicationInfo>" in head else b""
    held = {each for each, pattern in _HOLDS.items() if pattern.search(start)}
    return not held or family in held


def _recognise_xml(name: str, head: bytes, *, root: str, family: str) -> str:
    namespace, found = recognise_root(head)
    if found != root or _CHANGES in namespace:
        return ""
    if root == "Sanctions" and not re.search(r"ofac|un\.org/sanctions", namespace):
        return ""
    return "list" if _of_family(name, head, family) else ""


def _xml(kind: Kind, form: str, root: str, parse: Callable[[Given, Kind], Iterator[Entity]], proven: str) -> Layout:
    return Layout(
        id=f"ofac-{form}-xml",
        recognise=partial(_recognise_xml, root=root, family=kind.family),
        parse=lambda given: parse(given, kind),
        needs=("list",),
        proven=proven,
    )


def layouts(
    kind: Kind, *, delimited: str, classic: str = "", enhanced: str = "", advanced: str = ""
) -> tuple[Layout, ...]:
    """Return the layouts of one list, best first; each form with the real files it was proven on, "" for none."""
    return (
        _xml(kind, "advanced", "Sanctions", ofac_advanced.parse, advanced),
        _xml(kind, "enhanced", "sanctionsData", ofac_enhanced.parse, enhanced),
        _xml(kind, "classic", "sdnList", ofac_classic.parse, classic),
        Layout(
            id="ofac-delimited",
            recognise=partial(ofac_delimited.recognise, family=kind.family),
            parse=lambda given: ofac_delimited.parse(given, kind),
            needs=("primary",),
            version=2,
            siblings=_SIBLINGS[kind.family],
            proven=delimited,
        ),
    )
