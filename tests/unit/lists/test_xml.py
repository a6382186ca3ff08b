"""Lists in XML: streamed, and nothing that a hostile or broken file does ends in anything but a clear error."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debar.errors import FormatError
from debar.lists import xml
from debar.lists.parsing import File

LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- a list -->
<L xmlns="urn:l" made="2026-01-01">
  <R n="1"><name>One &amp; Co</name></R>
  <group><R n="2"><name>Deux
     fois</name><!-- said --><part><name/><name>x</name></part></R></group>
</L>"""


def records(data: bytes, *tags: str) -> list[tuple[str, str]]:
    return [(each.get("n", ""), xml.text(each, "name")) for each in xml.iterate(File("l.xml", data), tags or ("R",))]


def bomb(place: str) -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE L [<!ENTITY e0 "ha">{entities}]><L>{place}</L>'.encode()


def test_records_come_whole_in_any_namespace_and_depth_with_spaces_made_single() -> None:
    assert records(LIST) == [("1", "One & Co"), ("2", "Deux fois")]
    assert records(LIST, "{urn:l}R") == records(LIST)
    assert records(LIST, "{urn:other}R") == []


def test_helpers_walk_by_local_names() -> None:
    second = next(each for each in xml.iterate(File("l.xml", LIST), ["group"]))
    record = next(xml.children(second, "R"))
    assert xml.local_name(record) == "R"
    assert record.sourceline == 5
    assert [xml.local_name(child) for child in record] == ["name", "part"]
    assert xml.text(record, "part", "name") == ""
    assert xml.text(record, "missing", "name") == ""


def test_a_record_inside_a_record_is_part_of_it() -> None:
    inner = b"<L><R n='1'><name>a</name><R n='2'><name>b</name></R></R><R n='3'/></L>"
    found = [(each.get("n"), len(list(each.iter("R")))) for each in xml.iterate(File("l.xml", inner), ["R"])]
    assert found == [("1", 2), ("3", 1)]


def test_the_root_is_recognised_by_its_first_bytes_and_its_attributes_are_read() -> None:
    assert xml.recognise_root(LIST) == ("urn:l", "L")
    assert xml.recognise_root(LIST[:110]) == ("urn:l", "L")
    assert xml.recognise_root("<?xml version='1.0' encoding='utf-16'?><Ünit/>".encode("utf-16")) == ("", "Ünit")
    assert dict(xml.root_attributes(File("l.xml", LIST))) == {"made": "2026-01-01"}


@pytest.mark.parametrize("head", [b"", b"  ", b"a,b\n1,2", b"<!DOCTYPE html><html>", b"\x00\x01", bomb(""), b"<L"])
def test_what_is_no_xml_to_be_read_has_no_root(head: bytes) -> None:
    assert xml.recognise_root(head) == ("", "")


HOSTILE = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \r\n ", "the file is empty"),
    "text": (b"hello", "line 1: is no XML"),
    "page": (b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>", "is a web page"),
    "page of capitals": (b"<!doctype HTML><HTML>", "is a web page"),
    "page with BOM": (b"\xef\xbb\xbf\n<html>\n<head>", "is a web page"),
    "billion laughs": (bomb("<R>&e9;</R>"), "brings a document type"),
    "billion laughs in an attribute": (bomb("<R n='&e9;'/>"), "brings a document type"),
    "external entity": (
        b'<!DOCTYPE L [<!ENTITY x SYSTEM "file:///etc/passwd">]><L><R>&x;</R></L>',
        "brings a document type",
    ),
    "external subset": (b'<!DOCTYPE L SYSTEM "http://127.0.0.1:9/l.dtd"><L><R/></L>', "brings a document type"),
    "document type in UTF-16": (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE L><L><R/></L>'.encode("utf-16"),
        "brings a document type",
    ),
    "document type far behind": (b"<!--" + b" " * 70_000 + b"-->" + bomb("<R/>"), "no element begins"),
    "entity of nowhere": (b"<L>\n<R>&x;</R></L>", "line 2: the XML is broken .Entity 'x' not defined"),
    "cut in a text": (b"<L>\n<R>1</R>\n<R>2", "line 3: breaks off, the file is not whole"),
    "cut in a tag": (b"<L>\n<R>1</R>\n<R>2</", "line 3: breaks off, the file is not whole"),
    "cut between records": (b"<L>\n<R>1</R>\n", "line 3: breaks off, the file is not whole"),
    "two roots": (b"<L><R/></L>\n<L/>", "line 2: the XML is broken"),
    "wrong end": (b"<L>\n<R></L>", "line 2: the XML is broken"),
    "wrong encoding": (b"<L>\n<R>caf\xe9</R></L>", "line 2: the XML is broken"),
    "control character": (b"<L>\n<R>\x00</R></L>", "line 2: the XML is broken"),
    "nesting": (b"<L>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</L>", "line 1: the XML is broken .Excessive depth"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_a_clear_error(name: str) -> None:
    data, said = HOSTILE[name]
    with pytest.raises(FormatError, match=rf"^l\.xml[:,] .*{said}"):
        records(data)


def huge(kind: str) -> bytes:
    length = 200_000_000
    return {
        "an attribute of 200 MB": b"<L><R n='" + b"x" * length + b"'/></L>",
        "a text of 200 MB": b"<L><R>" + b"x" * length + b"</R></L>",
        "an attribute of the root": b"<L n='" + b"x" * length + b"'><R/></L>",
        "elements that are no records": b"<L>" + b"<a/>" * (xml.APART // 2) + b"</L>",
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["an attribute of 200 MB", "a text of 200 MB", "an attribute of the root", "elements that are no records"],
)
def test_what_is_larger_than_any_record_is_refused(kind: str) -> None:
    with pytest.raises(FormatError, match=r"^l\.xml[:,] .*(without the end of|too long|no element begins)"):
        records(huge(kind))


_MEASURED = """
import resource, sys
from pathlib import Path
from debar.lists import xml
from debar.lists.parsing import File
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = sum(1 for _ in xml.iterate(File("l.xml", path=Path(sys.argv[1])), ["R"]))
print(found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "l.xml"
    block = b"<X>\n  <R><name n='1'>One</name></R>\n</X>\n" * 20_000
    with path.open("wb") as out:
        out.write(b"<L>\n")
        for _ in range(30):
            out.write(block)
        out.write(b"</L>")
    run = subprocess.run([sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, check=True)
    found, grown = map(int, run.stdout.split())
    assert found == 600_000
    assert grown < 8 * 1024, f"{grown} KiB for a file of {path.stat().st_size >> 20} MiB"


@given(st.integers(min_value=0, max_value=len(LIST) - 1))
def test_every_cut_of_a_list_is_an_error_or_says_nothing_new(cut: int) -> None:
    """A file that is not whole is never taken for a whole one."""
    with pytest.raises(FormatError, match=r"^l\.xml"):
        records(LIST[:cut])


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_records_or_a_format_error(data: bytes) -> None:
    with contextlib.suppress(FormatError):
        assert isinstance(records(b"<L>" + data), list)
