"""debar finds restricted technology in purchase records and says which rule binds this buyer on this date.

    desk = debar.open()
    desk.check("Hikvision DS-2CD2143G0-I", buyer=debar.Buyer("City of Modesto", state="CA"), date="2022-05-01")

Names are loaded when first used, so that importing the package costs next to nothing. Not legal advice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from debar.desk import Desk
    from debar.desk import open_desk as open  # noqa: A004  the contract's name for it
    from debar.desk.scans import Scan
    from debar.errors import (
        DataError,
        DebarError,
        FormatError,
        InputError,
        MappingError,
        MissingExtraError,
        NotJudgedError,
    )
    from debar.model import Buyer, Finding, Funding, Money, Outcome, Purchase, Purchases
    from debar.names.compare import compare
    from debar.screening.screen import screen

__version__ = "0.1.0"

#: Public name -> (module, name there).
_DOORS = {
    "Buyer": ("debar.model", "Buyer"),
    "DataError": ("debar.errors", "DataError"),
    "DebarError": ("debar.errors", "DebarError"),
    "Desk": ("debar.desk", "Desk"),
    "Finding": ("debar.model", "Finding"),
    "FormatError": ("debar.errors", "FormatError"),
    "Funding": ("debar.model", "Funding"),
    "InputError": ("debar.errors", "InputError"),
    "MappingError": ("debar.errors", "MappingError"),
    "MissingExtraError": ("debar.errors", "MissingExtraError"),
    "Money": ("debar.model", "Money"),
    "NotJudgedError": ("debar.errors", "NotJudgedError"),
    "Outcome": ("debar.model", "Outcome"),
    "Purchase": ("debar.model", "Purchase"),
    "Purchases": ("debar.model", "Purchases"),
    "Scan": ("debar.desk.scans", "Scan"),
    "compare": ("debar.names.compare", "compare"),
    "open": ("debar.desk", "open_desk"),
    "screen": ("debar.screening.screen", "screen"),
}

__all__ = [
    "Buyer",
    "DataError",
    "DebarError",
    "Desk",
    "Finding",
    "FormatError",
    "Funding",
    "InputError",
    "MappingError",
    "MissingExtraError",
    "Money",
    "NotJudgedError",
    "Outcome",
    "Purchase",
    "Purchases",
    "Scan",
    "compare",
    "open",
    "screen",
]


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'debar' has no attribute {name!r}")
    module, attribute = _DOORS[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
