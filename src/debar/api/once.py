"""``Idempotency-Key``: a request that is sent again after a cut connection does nothing twice.

After the IETF draft of that header: the same key with the same request gives the same answer, with another one 422.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse

from debar.api.access import principal_of
from debar.store import Store, Writer

HEADER = "idempotency-key"
#: How long an answer is given again.
KEPT = timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")

#: How OpenAPI tells of the header.
PARAMETER: Mapping[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of your own; the same request with the same key again is done once. Kept for a week.",
    "schema": {"type": "string", "maxLength": 200},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request, and whether it was given before, when nothing was done this time."""

    data: Mapping[str, Any]
    replayed: bool = False

    def response(self, status: int = 200) -> JSONResponse:
        """Return it as it is sent."""
        return JSONResponse(dict(self.data), status, headers={"Idempotency-Replayed": "true"} if self.replayed else {})


def answer_once(store: Store, request: Request, body: bytes, make: Callable[[Writer], Mapping[str, Any]]) -> Answer:
    """Return the answer that ``make`` gives in a transaction, or gave to the same request before.

    ``body`` stands for what was sent. Raises a 400 for no usable key, a 422 where it was that of another request.
    """
    principal, key = principal_of(request), request.headers.get(HEADER)
    if key is not None and not _KEY.fullmatch(key):
        raise HTTPException(400, "Idempotency-Key: give 1 to 200 printable ASCII characters without blanks")
    told = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    digest, now = hashlib.sha256(told + body).hexdigest(), datetime.now(UTC)
    with store.writing() as writer:
        if key is None:
            return Answer(make(writer))
        answers = writer.answers_in(principal.workspace)
        answers.drop((now - KEPT).isoformat(timespec="seconds"))
        held = answers.find(principal.actor, key)
        if held is not None:
            if held[0] != digest:
                raise HTTPException(422, "Idempotency-Key: was sent with another request; take a new one")
            return Answer(held[1], replayed=True)
        answer = make(writer)
        answers.keep(principal.actor, key, digest, answer, now.isoformat(timespec="seconds"))
    return Answer(answer)
