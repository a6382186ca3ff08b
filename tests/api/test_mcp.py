"""``debar mcp`` asked by the protocol's own client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import mcp
import pytest

from api.test_accounts import finding
from debar.model.casework import KeptScan
from debar.store import open_store


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store.sqlite3")


def ask(store: str, questions: Callable[[Any], Awaitable[Any]]) -> Any:
    """What questions to a server over a store come to."""
    server = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "debar", "mcp", "--store", store],
        env={**os.environ, "DEBAR_TODAY": "2026-11-22"},
    )

    async def run() -> Any:
        async with mcp.Client(server, read_timeout_seconds=120) as client:
            return await questions(client)

    return asyncio.run(run())


async def _told(client: Any, tool: str, **given: Any) -> dict[str, Any]:
    answer = await client.call_tool(tool, given)
    assert not answer.is_error, answer.content
    found: dict[str, Any] = answer.structured_content
    return found


def test_the_tools_are_typed_and_only_read(store: str) -> None:
    async def questions(client: Any) -> Any:
        return (await client.list_tools()).tools

    tools = {each.name: each for each in ask(store, questions)}
    assert set(tools) == {
        "screen_name",
        "match_batch",
        "check_identifier",
        "check_case",
        "rules",
        "lists",
        "findings",
    }
    for tool in tools.values():
        assert tool.annotations.read_only_hint is True
        assert tool.description
    asked = tools["match_batch"].input_schema["properties"]
    assert asked["names"]["maxItems"] == 100
    assert asked["names"]["items"]["type"] == "string"
    assert tools["check_case"].input_schema["required"] == ["text"]


def test_names_identifiers_and_cases_are_answered_with_evidence(store: str) -> None:
    async def questions(client: Any) -> Any:
        return (
            await _told(client, "screen_name", name="Hytera Communications Corporation", lists=["us-889"]),
            await _told(client, "match_batch", names=["Modesto Sunrise Bakery", "Rosoboronexport"]),
            await _told(client, "check_identifier", identifier="imo:9187629"),
            await _told(client, "check_case", text="Hikvision DS-2CD2143G0-I", state="CA", date="2022-05-01"),
            await _told(client, "rules"),
            await _told(client, "lists"),
        )

    name, batch, number, case, rules, lists = ask(store, questions)
    best = name["results"][0]["matches"][0]
    assert best["list"] == "us-889"
    assert best["outcome"] == "match"
    assert best["because"]
    assert name["editions"]
    assert [bool(each["matches"]) for each in batch["results"]] == [False, True]
    assert all(each["because"] for each in number["results"][0]["matches"])
    assert case["findings"][0]["maker"]["name"].startswith("Hangzhou Hikvision")
    assert case["findings"][0]["rules"]
    assert {"id", "title", "version"} <= set(rules["rules"][0])
    assert "us-889" in {each["list"] for each in lists["lists"]}


def test_kept_findings_are_read(store: str) -> None:
    with open_store(store) as opened, opened.writing() as writer:
        kept = KeptScan(id=0, key="k", name="orders.csv", at="2026-11-22T00:00:00+00:00", actor="t")
        writer.casework.keep_scan(kept, [finding("00000001"), finding("00000002")])

    async def questions(client: Any) -> Any:
        return await _told(client, "findings", scan=1, limit=1)

    found = ask(store, questions)
    assert found["scan"] == "orders.csv"
    assert len(found["findings"]) == 1
    assert found["findings"][0]["id"] in {"00000001", "00000002"}


def test_what_is_wrong_with_a_question_is_said(store: str) -> None:
    async def questions(client: Any) -> Any:
        return [
            await client.call_tool("screen_name", {"name": "A", "lists": ["no-such-list"]}),
            await client.call_tool("screen_name", {"name": ""}),
            await client.call_tool("check_identifier", {"identifier": "nonsense"}),
            await client.call_tool("findings", {"scan": 7}),
        ]

    answers = ask(store, questions)
    assert all(each.is_error for each in answers)
    said = [each.content[0].text for each in answers]
    assert "no-such-list" in said[0]
    assert "at least 1 character" in said[1]
    assert "KIND:VALUE" in said[2]
    assert "7" in said[3] or "no store" in said[3].lower() or "does not exist" in said[3]
