"""E-mail messages (RFC 5322) laid out: the head, then the text; attached documents are named, not read."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage

from debar.documents.layout import APART, Layout, Unread, lines_of_text
from debar.documents.markup import lay_out_html
from debar.errors import FormatError

_HEAD = ("From", "To", "Date", "Subject")
#: How a message as a file begins: two or more head lines, one of them of these.
_FIELD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,50}){2}")
_KNOWN = re.compile(rb"^(?:Received|Return-Path|Message-ID|MIME-Version|From):", re.MULTILINE | re.IGNORECASE)
_NEEDED = re.compile(rb"^Subject:", re.MULTILINE | re.IGNORECASE)


def is_mail(content: bytes) -> bool:
    """Whether these bytes begin as a message does."""
    head = re.split(rb"\r?\n\r?\n", content[:16_384], maxsplit=1)[0] + b"\n"
    return bool(_FIELD.match(head) and _KNOWN.search(head) and _NEEDED.search(head))


def lay_out_mail(content: bytes, name: str) -> Layout:
    """The head lines that tell who, whom, when and what, then the plain text, else the html. Raises FormatError."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.default)
        head = [f"{field}: {' '.join(str(message[field]).split())}" for field in _HEAD if message[field]]
        part = message.get_body(("plain", "html"))
        html = isinstance(part, EmailMessage) and part.get_content_subtype() == "html"
        text = part.get_content() if isinstance(part, EmailMessage) else ""
        attached = [one.get_filename() or one.get_content_type() for one in message.iter_attachments()]
    except Exception as error:  # a hostile message makes the parser raise anything
        raise FormatError(
            f"{name}: cannot be read as an e-mail ({error}). Save its text, and give that file."
        ) from error
    unread = tuple(
        Unread(f"attachment {one}", "attached files are not read; save it and give that file") for one in attached
    )
    lines = lines_of_text(["\n".join(head)], paged=False)
    if html:
        page = lay_out_html(str(text).encode(), name).blocks
        return Layout(name, "mail", (*lines, *page), (), unread)
    below = len(head) + 1
    body = [
        replace(line, number=line.number + below, gap=line.gap if number else APART)
        for number, line in enumerate(lines_of_text([str(text).replace("\r\n", "\n")], paged=False))
    ]
    return Layout(name, "mail", (*lines, *body), (), unread)
