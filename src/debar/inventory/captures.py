"""Answers of HTTP, RTSP and SIP servers saved as text (``curl -i``, a session log): status line, headers, page.

A line with an address above an answer (``# 10.0.0.5``, ``==> 10.0.0.5:80 <==``) says whose it is; else the name of
the file does, where it holds one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debar.inventory.addresses import find_ip
from debar.inventory.files import Place, Record
from debar.inventory.http import LONGEST, answer_facts
from debar.inventory.text import head_text, lines
from debar.tables import Member

_STATUS = re.compile(r"^[<\s]*((?:HTTP|RTSP|SIP)/\d(?:\.\d)? \d{3}.*)$", re.IGNORECASE)


def is_capture(member: Member) -> bool:
    """True when a line near the top is the status line of an answer."""
    return any(_STATUS.match(line) for line in head_text(member).splitlines()[:40])


class Captures:
    """The answers of one file; read once."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._place = Place(member)

    def records(self) -> Iterator[Record]:
        """One record an answer."""
        ip = find_ip(self._member.name.rsplit("/", 1)[-1])[0]
        answer: list[str] = []
        size = 0
        for line in lines(self._member):
            status = _STATUS.match(line)
            alone = not status and not line.startswith(("<", " ")) and ":" not in line.partition(" ")[0]
            named = find_ip(line)[0] if alone and len(line) < 200 else ""
            if status or named:
                yield from self._made(answer, ip)
                answer, size = [status[1]] if status else [], 0
                ip = named or ip
            elif answer and size < LONGEST:
                answer.append(line.removeprefix("< "))
                size += len(line)
        yield from self._made(answer, ip)

    def _made(self, answer: list[str], ip: str) -> Iterator[Record]:
        if not answer:
            return
        self._place.next()
        facts = tuple(dict.fromkeys(answer_facts("\n".join(answer))))
        if not facts:
            yield self._place.rejection("the answer tells nothing of what sent it")
            return
        yield self._place.sighting(ips=(ip,) if ip else (), facts=facts)
