"""An entity described by a client, in FollowTheMoney words, as the party query that the engine takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from debar.lists.generic import ftm_words
from debar.lists.places import known_codes
from debar.model import FILED_AS, PartyQuery

#: Values of one property that are read, and letters of one value.
MOST_VALUES, MOST_LETTERS = 50, 2_000
#: Schemata of the model that a list files under a wider one.
_WIDER: Mapping[str, str] = {"Vehicle": "Vessel", "Asset": "Company", "Security": "Company"}


def _as_list(value: object) -> object:
    """Clients send one value bare, several as a list, numbers as numbers."""
    values = value if isinstance(value, list) else [value]
    return [str(each) for each in values if each is not None and not isinstance(each, (dict, list))]


Values = Annotated[
    list[Annotated[str, StringConstraints(max_length=MOST_LETTERS)]],
    BeforeValidator(_as_list),
    Field(max_length=MOST_VALUES),
]


class EntityExample(BaseModel):
    """A party described as far as it is known: a FollowTheMoney schema and its properties."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    id: str | None = None
    schema_: str = Field(alias="schema", default="Thing", examples=["Company"])
    properties: dict[str, Values] = Field(
        default_factory=dict, max_length=100, examples=[{"name": ["Hangzhou Hikvision Digital Technology"]}]
    )

    def echo(self) -> dict[str, Any]:
        """The example as it was read, to be said back to the client."""
        data: dict[str, Any] = {"schema": self.schema_, "properties": self.properties}
        return data if self.id is None else {"id": self.id, **data}


@dataclass(frozen=True, slots=True)
class Read:
    """An example as queries: one for each name it gives, the facts on each; ``ignored`` are properties not weighed."""

    queries: tuple[PartyQuery, ...]
    ignored: tuple[str, ...]


def read_example(example: EntityExample) -> Read:
    """Return the queries that an example means; none where it gives neither a name nor an identifier."""
    meanings = ftm_words.properties()
    values: dict[str, list[str]] = {}
    identifiers: list[tuple[str, str]] = []
    ignored = []
    for name, given in example.properties.items():
        meaning = meanings.get(name)
        told = [text.strip() for text in given if text.strip()]
        if meaning is None:
            ignored.append(name)
        elif meaning.field == "identifier":
            identifiers += [(meaning.type, text) for text in told]
        else:
            values.setdefault(meaning.field, []).extend(told)
    names = _joined_names(example) or (*values.get("name", ()), *values.get("weak", ()))
    query = PartyQuery(
        name="",
        schema=_schema(example.schema_),
        identifiers=tuple(dict.fromkeys(identifiers)),
        birth_dates=tuple(dict.fromkeys(values.get("birth", ()))),
        countries=known_codes(values.get("country", ()))[0],
        addresses=tuple(dict.fromkeys(values.get("address", ()))),
    )
    asked = tuple(dict.fromkeys(names)) or (("",) if identifiers else ())
    return Read(tuple(replace(query, name=name) for name in asked), tuple(sorted(ignored)))


def _joined_names(example: EntityExample) -> tuple[str, ...]:
    """The names of a person given in parts, where no whole name is given."""
    parts = [" ".join(example.properties.get(part, ())) for part in ("firstName", "middleName", "lastName")]
    whole = [*example.properties.get("name", ()), *example.properties.get("alias", ())]
    return () if any(whole) else tuple(filter(None, [" ".join(filter(None, parts))]))


def _schema(name: str) -> str:
    """The schema of the engine for one of the model; one it does not know asks for none."""
    known = _WIDER.get(name, name)
    return known if known in FILED_AS and known not in {"Thing", "LegalEntity"} else ""


def unique(values: Iterable[str]) -> list[str]:
    """The values, each once, in their order."""
    return list(dict.fromkeys(values))
