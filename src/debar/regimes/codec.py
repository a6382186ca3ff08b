"""Frozen dataclasses from plain data and back, strictly.

A key that a class does not have, a key it needs, and a value of another kind are errors that name the place. A field's
key is its name without a trailing underscore; a field at its default is left out, so that data stay as short as they
were written and reading what was written gives an equal value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from debar.errors import DataError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
Decoder = Callable[[Any, str], Any]


def decode(cls: type[T], data: object, place: str) -> T:
    """Return an instance of ``cls`` from a mapping. Raises DataError that names ``place`` and the key."""
    if not isinstance(data, Mapping):
        raise DataError(f"{place}: a mapping is needed, found {_kind(data)}")
    known = _decoders(cls)
    unknown = sorted(str(key) for key in data if key not in known)
    if unknown:
        raise DataError(f"{place}: unknown key {unknown[0]!r}; known keys: {', '.join(known)}")
    values: dict[str, Any] = {}
    for key, (name, required, decoder) in known.items():
        if key in data:
            values[name] = decoder(data[key], f"{place}.{key}")
        elif required:
            raise DataError(f"{place}: key {key!r} is missing")
    return cls(**values)


def encode(value: object) -> Any:
    """Return plain data (dicts, lists, strings, numbers, None) for a dataclass, a date, an enum or a tuple of them."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {
            field.name.rstrip("_"): encode(item)
            for field, item in pairs
            if field.default is MISSING or item != field.default
        }
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value


@cache
def _decoders(cls: type[Any]) -> dict[str, tuple[str, bool, Decoder]]:
    hints = get_type_hints(cls)
    return {
        field.name.rstrip("_"): (field.name, field.default is MISSING, _decoder(hints[field.name]))
        for field in fields(cls)
    }


def _decoder(hint: Any) -> Decoder:
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple_of(_decoder(get_args(hint)[0]))
    if origin in (Union, UnionType):
        inner = _decoder(next(arg for arg in get_args(hint) if arg is not NoneType))
        return lambda data, place: None if data is None else inner(data, place)
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda data, place: decode(hint, data, place)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if hint is date:
        return _date
    return _plain(hint)


def _tuple_of(inner: Decoder) -> Decoder:
    def decoder(data: Any, place: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise DataError(f"{place}: a list is needed, found {_kind(data)}")
        return tuple(inner(item, f"{place}[{number}]") for number, item in enumerate(data))

    return decoder


def _enum(cls: type[Enum]) -> Decoder:
    values = {member.value: member for member in cls}

    def decoder(data: Any, place: str) -> Enum:
        if not isinstance(data, str) or data not in values:
            raise DataError(f"{place}: {data!r} is none of {', '.join(values)}")
        return values[data]

    return decoder


def _plain(cls: type[Any]) -> Decoder:
    def decoder(data: Any, place: str) -> Any:
        if not isinstance(data, cls) or (cls is int and isinstance(data, bool)):
            raise DataError(f"{place}: {cls.__name__} is needed, found {_kind(data)}")
        return data

    return decoder


def _date(data: Any, place: str) -> date:
    if type(data) is date:
        return data
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        raise DataError(f"{place}: {data!r} is no date; write YYYY-MM-DD") from None


def _kind(data: object) -> str:
    return "nothing" if data is None else f"{type(data).__name__} {data!r}"[:80]
