"""The errors as one page that needs nothing else: no script, no font, no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from benchmarks.matching.errors import MISSED, Error, Kind, headline

#: A link to a kind shows only that kind; groups of so many errors or fewer stand open.
_OPEN = 12
_STYLE = """
:root{--paper:#FBFAF6;--sheet:#FFF;--ink:#15202B;--ink-2:#45505C;--rule:#D8D3C7;--accent:#17456F}
body{margin:0;padding:24px;background:var(--paper);color:var(--ink);font:14px/1.45 "Public Sans",system-ui,sans-serif}
main{max-width:1100px;margin:0 auto}
h1,h2{font-family:"Source Serif 4",Georgia,serif;line-height:1.2}h1{font-size:28px;margin:0 0 4px}h2{font-size:18px}
a{color:var(--accent)}p{color:var(--ink-2);margin:4px 0 12px}
nav{display:flex;flex-wrap:wrap;gap:6px;margin:12px 0;align-items:center}nav span{font-weight:600}
nav a{border:1px solid var(--rule);background:var(--sheet);padding:5px 9px;text-decoration:none;border-radius:2px}
section{background:var(--sheet);border:1px solid var(--rule);padding:4px 16px 12px;margin:0 0 12px}
main:has(section:target) section:not(:target){display:none}
summary{cursor:pointer;padding:6px 0;font-weight:600}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;table-layout:fixed;min-width:640px}
th,td{text-align:left;vertical-align:top;padding:5px 12px 5px 0;border-top:1px solid var(--rule);overflow-wrap:anywhere}
th{font-weight:500;color:var(--ink-2)}td small{display:block;color:var(--ink-2);font-size:13px}
.score{width:56px;font-variant-numeric:tabular-nums}
:focus-visible{outline:3px solid #1F6FB2;outline-offset:2px}
"""


def page(kinds: Sequence[Kind], title: str) -> str:
    """The whole page; ``title`` says whose names, under which profile."""
    wrong = [kind for kind in kinds if kind.wrong]
    ways = dict.fromkeys(kind.what for kind in wrong)
    links = "".join(_links(what, [kind for kind in wrong if kind.what == what]) for what in ways)
    none = "" if wrong else "<p>Nothing went wrong.</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>{escape(title)}</h1><p>Misses and false alarms by kind and by what differs, the highest score first. "
        "A kind below shows only that kind.</p>"
        f'{links}<p><a href="#">All kinds</a></p>{none}'
        f"{''.join(map(_section, wrong))}</main></body></html>\n"
    )


def _links(what: str, kinds: Sequence[Kind]) -> str:
    made = "".join(f'<a href="#{_anchor(kind)}">{escape(kind.name)} {kind.wrong}</a>' for kind in kinds)
    return f"<nav aria-label='{what}'><span>{what[:1].upper()}{what[1:]}:</span>{made}</nav>"


def _section(kind: Kind) -> str:
    groups = "".join(_group(kind, reason, errors) for reason, errors in kind.groups.items())
    return f'<section id="{_anchor(kind)}"><h2>{escape(headline(kind))}</h2>{groups}</section>\n'


def _group(kind: Kind, reason: str, errors: Sequence[Error]) -> str:
    last = "Why, and what was said instead" if kind.what == MISSED else "Why"
    rows = "".join(map(_row, errors))
    is_open = " open" if len(errors) <= _OPEN else ""
    return (
        f"<details{is_open}><summary>{escape(reason)} ({len(errors)})</summary><div class='table'><table><thead><tr>"
        f"<th class='score' scope='col'>Score</th><th scope='col'>Asked</th><th scope='col'>Listed</th>"
        f"<th scope='col'>{last}</th></tr></thead><tbody>{rows}</tbody></table></div></details>\n"
    )


def _row(error: Error) -> str:
    more = f"<small>and {error.others} more</small>" if error.others else ""
    instead = f"<small>Said instead: {escape(error.instead)}</small>" if error.instead else ""
    return (
        f"<tr><td class='score'>{error.score:.3f}</td><td><bdi>{escape(error.asked)}</bdi></td>"
        f"<td><bdi>{escape(error.listed)}</bdi>{more}</td><td>{escape(error.because)}{instead}</td></tr>"
    )


def _anchor(kind: Kind) -> str:
    return re.sub(r"[^a-zA-Z0-9_-]+", "-", f"{kind.what}-{kind.name}")
