"""A filing that is only a picture: kept as evidence, its words a person's, and said so wherever they stand."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from pathlib import Path

import pytest

from cli.conftest import Run

WORDS = """Supplemental statement of Potomac Bridge Group

On 14 May 2019 Potomac Bridge Group met with Senator Jane Roe on behalf of Kestrel Vision Co., Ltd. "We are building
inventory of image sensors ahead of any export controls," the company told investors in February 2020.
"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A real picture, white, 4 by 4."""
    path = tmp_path / "filing.png"
    rows = b"".join(b"\0" + b"\xff" * 4 for _ in range(4))
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text(WORDS, "utf-8")
    return path


@pytest.fixture
def bring(run: Run, tmp_path: Path) -> Run:
    """Imports a file as an article about Kestrel Vision, with further options."""
    store = ("--store", str(tmp_path / "store.sqlite3"))
    about = ("--kind", "article", "--about", "Kestrel Vision")
    return lambda path, *options: run("dossier", "import", str(path), *about, *options, *store)


def test_a_picture_alone_is_refused_with_both_ways_out(bring: Run, picture: Path) -> None:
    done = bring(picture)
    assert done.returncode == 2
    assert "needs OCR" in done.stderr
    assert "--transcription FILE --by NAME" in done.stderr


def test_what_a_person_wrote_out_is_read_quoted_and_marked_everywhere(
    run: Run, bring: Run, tmp_path: Path, picture: Path, words: Path
) -> None:
    done = bring(picture, "--transcription", str(words), "--by", "Ana Ruiz")
    assert done.returncode == 0, done.stderr
    store = ("--store", str(tmp_path / "store.sqlite3"))
    shown = run("dossier", "show", "Kestrel Vision", "--format", "json", *store)
    data = json.loads(shown.stdout)
    (document,) = data["documents"]
    assert document["sha256"] == hashlib.sha256(picture.read_bytes()).hexdigest()
    assert document["kind"] == "picture, transcribed by Ana Ruiz"
    for form in ("html", "markdown", "csv", "ftm"):
        exported = run("dossier", "export", "Kestrel Vision", "--format", form, *store)
        assert "transcribed by Ana Ruiz" in exported.stdout, form
    again = bring(picture, "--transcription", str(words), "--by", "Ana Ruiz")
    assert "0 new" in again.stdout + again.stderr or "unchanged" in again.stdout + again.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--transcription", "{words}"], "--by NAME"),
        (["--by", "Ana Ruiz"], "--transcription FILE"),
        (["--transcription", "{picture}", "--by", "Ana"], "no text in UTF-8"),
        (["--transcription", "nowhere.txt", "--by", "Ana"], "cannot be read"),
    ],
)
def test_what_is_given_wrongly_is_told(bring: Run, picture: Path, words: Path, options: list[str], told: str) -> None:
    done = bring(picture, *(each.format(words=words, picture=picture) for each in options))
    assert (done.returncode, told in done.stderr) == (2, True), done.stderr


def test_a_file_with_words_of_its_own_takes_no_others(bring: Run, words: Path) -> None:
    done = bring(words, "--transcription", str(words), "--by", "Ana Ruiz")
    assert done.returncode == 2
    assert "its own words are read" in done.stderr
