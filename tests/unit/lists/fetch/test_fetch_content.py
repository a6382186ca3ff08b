"""Telling web pages from lists, and undoing content codings within limits."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.lists.fetch_content import is_page, page_title, printable, unpack, unpacked_head
from debar.lists.importing import why_none
from debar.lists.parsing import File

SAMPLES = Path(__file__).parents[3] / "sources"


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html>\n<html>",
        b"\xef\xbb\xbf  \r\n<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0'>",
        b"<?xml version='1.0'?>\n<!-- a - b --> <html xmlns='http://www.w3.org/1999/xhtml'>",
        b"<HTML><HEAD>",
        b"<head><title>x",
        b"<script>location='/login'</script>",
        "<html>".encode("utf-16"),
    ],
)
def test_pages_are_told(head: bytes) -> None:
    assert is_page(head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<?xml version='1.0'?><sdnList xmlns='x'>",
        b"<htmlish>",
        b'{"results": []}',
        b'36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA","<html>"',
        b"<!-- never closed " * 5000,
        b"<?xml " * 5000,
    ],
)
def test_lists_are_no_pages(head: bytes) -> None:
    assert not is_page(head)


def test_no_sample_of_a_list_is_taken_for_a_page() -> None:
    samples = [path for path in SAMPLES.glob("*/*") if path.suffix in {".csv", ".json", ".xml", ".txt", ".tsv"}]
    assert len(samples) > 10
    assert [path.name for path in samples if is_page(path.read_bytes()[:65536])] == []


def test_the_title_of_a_page_is_one_plain_line() -> None:
    assert page_title(b"<title lang='en'>\n  Access\x1b[31m &amp; more&#7; </title>") == "Access [31m & more"
    assert page_title(b"<p>none") == ""
    assert len(page_title(b"<title>" + b"x" * 300)) == 121


@given(st.text(max_size=2000))
def test_text_of_a_server_is_shown_on_one_line_without_control_characters(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) <= 301


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.binary(max_size=5000), min_size=1, max_size=3))
def test_what_was_packed_comes_back_also_in_several_members(tmp_path: Path, parts: list[bytes]) -> None:
    packed, to = tmp_path / "packed", tmp_path / "to"
    packed.write_bytes(b"".join(map(gzip.compress, parts)))
    unpack(packed, to, largest=10**6)
    assert to.read_bytes() == b"".join(parts)
    assert unpacked_head(packed.read_bytes(), "gzip") == parts[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=300))
def test_damaged_packing_is_a_format_error_and_nothing_else(tmp_path: Path, data: bytes) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(b"x" * 1000)[:15] + data)
    with pytest.raises(FormatError):
        unpack(packed, tmp_path / "to", largest=10**6)


def test_the_limit_holds_for_what_is_unpacked(tmp_path: Path) -> None:
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(bytes(2_000_000)))
    with pytest.raises(FormatError, match="more than 1,000,000"):
        unpack(packed, tmp_path / "to", largest=1_000_000)
    assert (tmp_path / "to").stat().st_size <= 1_000_000


def test_a_file_that_is_no_list_is_shown_without_what_would_steer_a_terminal() -> None:
    reason = why_none(File("sdn.csv", data=b"\x1b]0;owned\x07\x9b2J name"), [])
    assert reason.isprintable()
