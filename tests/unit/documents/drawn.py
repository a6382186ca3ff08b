"""PDF pages drawn by hand: text at places, each its own text object."""

from __future__ import annotations

from collections.abc import Sequence

from unit.documents.samples import pdf

Text = tuple[float, float, str]


def shown(texts: Sequence[Text], size: float = 10) -> bytes:
    """What draws these texts, each at its place."""
    drawn = (f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET" for x, y, text in texts)
    return "\n".join(drawn).encode()


def page(texts: Sequence[Text], size: float = 10) -> bytes:
    """A PDF of one page with these texts."""
    return pdf([[]], content=shown(texts, size))
