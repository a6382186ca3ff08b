"""Documents, records on their words, and people's decisions are kept alike in both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from debar.dossiers.evidence import Source
from debar.errors import DataError, InputError
from debar.model.dossiers import Contact, Day, Official, Quotation, Record, Response, Signal, Told
from debar.model.kept import Decision, KeptDocument
from debar.model.record_json import KINDS, dump, identity, read_record, record_values
from debar.store import Store, open_store
from debar.store.dossier_writing import Given, Saved
from debar.store.engine import connect_to
from debar.store.place import place_of
from debar.store.schema import metadata
from store.lists import add, edition

TEXT = (
    "On 3 May the firm called Ann Lee about Acme.\nOn 4 May it called again. Acme said: \N{COLLISION SYMBOL} nothing."
)


def source(text: str = TEXT, name: str = "a.txt") -> Source:
    return Source(name, "text", hashlib.sha256(text.encode()).hexdigest(), text)


def given(origin: Source, reader: str = "r/1") -> Given:
    about = KeptDocument(
        sha256=origin.sha256, name=origin.name, kind=origin.kind, form="article", length=len(origin.text)
    )
    return Given(about, origin.text.encode(), origin.text, reader, {"about": "Acme"}, ((1, 0, len(origin.text)),))


def told(origin: Source, words: str, *about: str, confidence: float = 1.0) -> Told:
    found = origin.find(words)
    assert found
    return Told(quotations=(found,), about=about, confidence=confidence, day=Day(iso="2020-05-03", text="3 May"))


def contact(origin: Source, words: str = "called Ann Lee") -> Contact:
    found = origin.find(words)
    assert found
    return Contact(
        quotations=(found,),
        about=("Acme", "Firm"),
        firm="Firm",
        client="Acme",
        day=Day(iso="2020-05-03", inferred=True, because="the year of the filing"),
        officials=(Official(name="Ann Lee", role="aide"),),
        methods=("call",),
    )


def everything(store: Store) -> tuple[Record, ...]:
    return tuple(kept.record for kept in store.dossiers.records(store.dossiers.names().values()))


def test_records_come_back_as_they_were_with_their_words(store: Store) -> None:
    origin = source()
    answer = origin.find("nothing")
    assert answer
    records = [
        contact(origin),
        replace(
            told(origin, "called again", "Acme", "O'Neill \N{SNOWMAN}"),
            responses=(Response(by="Acme", answer="declined", quotation=answer),),
            notes=("a\0b",),
        ),
        Signal(quotations=(answer,), about=("Acme",), signal="license", outcome="review", words=(("license", 1, 2),)),
    ]
    with store.writing() as writer:
        assert writer.dossiers.save(given(origin), records) == Saved(new=3)
    kept = everything(store)
    assert set(kept) == {records[0], replace(records[1], notes=("a\N{REPLACEMENT CHARACTER}b",)), records[2]}
    assert store.dossiers.text(origin.sha256) == TEXT
    held = store.dossiers.document(origin.sha256)
    assert held is not None
    assert (held.given, held.pages) == ({"about": "Acme"}, ((1, 0, len(TEXT)),))
    assert not list(store.verify())


def test_the_same_document_again_changes_nothing(store: Store) -> None:
    origin = source()
    for saved in (Saved(new=2), Saved(known=2)):
        with store.writing() as writer:
            assert writer.dossiers.save(given(origin), [contact(origin), told(origin, "called again", "Acme")]) == saved
    assert len(store.dossiers.documents()) == 1
    assert len(everything(store)) == 2


def test_what_a_new_reading_does_not_find_is_gone(store: Store) -> None:
    origin = source()
    with store.writing() as writer:
        writer.dossiers.save(given(origin), [contact(origin), told(origin, "called again", "Acme")])
    with store.writing() as writer:
        assert writer.dossiers.save(given(origin, "r/2"), [contact(origin)]) == Saved(known=1, gone=1)
    assert [record.kind for record in everything(store)] == ["contact"]


def test_a_fact_of_two_documents_is_one_record_on_two_evidences(store: Store) -> None:
    first, second = source(), source("The firm called Ann Lee.", "b.txt")
    with store.writing() as writer:
        for origin in (first, second):
            writer.dossiers.save(given(origin), [contact(origin), told(origin, "firm called Ann Lee", "Acme")])
    kept = everything(store)
    assert sorted(record.kind for record in kept) == ["contact", "told"]
    assert {quoted.document for record in kept for quoted in record.quotations} == {first.sha256, second.sha256}


def test_a_row_told_twice_in_one_document_is_two_records(store: Store) -> None:
    origin = source()
    with store.writing() as writer:
        assert writer.dossiers.save(given(origin), [contact(origin), contact(origin)]).new == 2
    with store.writing() as writer:
        assert writer.dossiers.save(given(origin), [contact(origin), contact(origin)]) == Saved(known=2)


def test_a_break_midway_leaves_nothing(store: Store) -> None:
    origin = source()
    stray = replace(contact(origin), quotations=(Quotation(document="f" * 64, start=0, end=1, quote="O"),))
    with pytest.raises(DataError, match="not kept"), store.writing() as writer:
        writer.dossiers.save(given(origin), [told(origin, "called again", "Acme"), stray])
    with pytest.raises(InputError, match="no words"), store.writing() as writer:
        writer.dossiers.save(given(origin), [replace(contact(origin), quotations=())])
    assert store.dossiers.documents() == ()
    assert store.dossiers.count() == 0
    assert not list(store.verify())


def test_decisions_hold_when_the_record_comes_again(store: Store) -> None:
    origin = source()
    weak = told(origin, "called again", "Acme", confidence=0.6)
    with store.writing() as writer:
        writer.dossiers.save(given(origin), [weak, contact(origin)])
    (waiting,) = store.dossiers.waiting()
    assert (waiting.record, waiting.state, store.dossiers.count_waiting()) == (weak, "waiting", 1)
    assert store.dossiers.find(waiting.id[:8]) == waiting
    no = Decision(verdict="refused", actor="Ann", reason="not them", at="2026-01-02T00:00:00+00:00")
    with store.writing() as writer:
        writer.dossiers.decide([waiting.id], no)
    with store.writing() as writer:
        writer.dossiers.save(given(origin, "r/2"), [contact(origin)])
    assert store.dossiers.count() == 1
    with store.writing() as writer:
        writer.dossiers.save(given(origin, "r/3"), [weak, contact(origin)])
    assert store.dossiers.waiting() == ()
    assert store.dossiers.find(waiting.id).decision == no
    with pytest.raises(InputError, match="reason"), store.writing() as writer:
        writer.dossiers.decide([waiting.id], replace(no, reason=" "))
    with pytest.raises(InputError, match="no record"):
        store.dossiers.find("zz")


#: What the first migration made.
FIRST_TABLES = frozenset(
    "store list edition record change blob chunk original attempt answer party_decision kept_id".split()
)


def test_a_store_without_dossiers_is_brought_to_the_newest_schema(url: str) -> None:
    with open_store(url) as store:
        add(store, "x", {"a": "1"}, edition(date(2024, 1, 1)))
        token = store.token()
    engine = connect_to(place_of(url), wait=5)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in FIRST_TABLES:
                connection.exec_driver_sql(f"DROP TABLE {table.name}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    with open_store(url) as store:
        with store.writing() as writer:
            writer.dossiers.save(given(source()), [contact(source())])
        assert store.dossiers.count() == 1
        assert store.token() == token
        assert not list(store.verify())


def test_every_kind_of_record_survives_json() -> None:
    quoted = Quotation(document="a", start=0, end=1, quote="x")
    for kind, cls in KINDS.items():
        texts: dict[str, Any] = {
            name: f"{name} \N{SNOWMAN}" for name, each in cls.__dataclass_fields__.items() if each.type == "str"
        }
        required: dict[str, dict[str, Any]] = {"signal": {"outcome": "review"}, "count": {"value": 3}}
        record = cls(quotations=(quoted,), **texts, **required.get(kind, {}))
        values = record_values(record)
        assert read_record(kind, values, (quoted,)) == record
        assert identity(record, values) == identity(replace(record, confidence=0.2, notes=("n",)), values)
        assert identity(record, values) != identity(record, values, 1)
        assert dump(values) == dump(dict(reversed(values.items())))
