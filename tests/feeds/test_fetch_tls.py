"""Fetching over TLS from a real server with a certificate made for the test."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from debar.errors import FetchError
from debar.lists import fetch_network
from debar.lists.downloads import Download
from debar.lists.fetch import fetch
from debar.lists.fetch_types import Fetched, FetchOptions
from feeds import server
from feeds.server import Feed, good

SDN = (Path(__file__).parents[1] / "sources" / "us_ofac_sdn" / "sdn.csv").read_bytes()


@dataclass(frozen=True)
class Listed:
    downloads: tuple[Download, ...]
    id: str = "us-ofac-sdn"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        absent = "no openssl: apt-get install openssl"
        if os.environ.get("DEBAR_REQUIRE_ALL") == "1":
            pytest.fail(absent)
        pytest.skip(absent)
    folder = tmp_path_factory.mktemp("tls")
    made = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "36500",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", str(folder / "key"), "-out", str(folder / "crt")]  # fmt: skip
    subprocess.run(made, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return both


@pytest.fixture
def feed(certificate: Path) -> Iterator[Feed]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    fetch_network._trust.cache_clear()
    with Feed(tls=context) as running:
        yield running
    fetch_network._trust.cache_clear()


def fetched(feed: Feed, into: Path) -> Fetched:
    listed = Listed((Download("some", {"primary": "sdn.csv"}, ({"primary": feed.url + "/sdn.csv"},)),))
    options = FetchOptions(proxy="", connect=2, answer=2, read=2, total=8, tries=2, back_off=0)
    return fetch(listed, remembered=lambda _: None, options=options, into=into)


def test_a_trusted_certificate_is_accepted(
    feed: Feed, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    feed["/sdn.csv"] = good(SDN)
    assert fetched(feed, tmp_path).files["primary"].read() == SDN


def test_an_unknown_certificate_is_refused_and_the_way_out_named(
    feed: Feed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    feed["/sdn.csv"] = good(SDN)
    with pytest.raises(FetchError, match=r"certificate that could not be verified .* SSL_CERT_FILE"):
        fetched(feed, tmp_path)
    assert feed.requests == []


def test_a_redirect_from_https_to_http_is_not_followed(
    feed: Feed, certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Feed() as plain:
        plain["/sdn.csv"] = good(SDN)
        feed["/sdn.csv"] = server.redirect(plain.url + "/sdn.csv")
        with pytest.raises(FetchError, match="redirects from https to http://"):
            fetched(feed, tmp_path)
        assert plain.requests == []
