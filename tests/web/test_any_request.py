"""Whatever is sent to the interface is answered, never failed at: requests made from its own description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from api.conftest import start_server, stop_server

#: Requests tried of each operation: such as the description allows, and such as it does not.
_EACH = 20


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own: what is sent may change what it keeps."""
    store: Path = tmp_path_factory.mktemp("any") / "store.sqlite3"
    process, base = start_server(str(store), "--rate", "0")
    yield base
    stop_server(process)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_made_from_the_description_fails_the_server(address: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    tried: list[str] = []
    failed: list[tuple[str, int, str]] = []
    rule = settings(
        max_examples=_EACH, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )

    def ask(case: schemathesis.Case) -> None:
        answer = case.call(base_url=address, timeout=60)
        tried.append(case.operation.label)
        if answer.status_code >= 500:
            failed.append((case.operation.label, answer.status_code, case.as_curl_command()[:600]))

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        if mode is GenerationMode.POSITIVE or list(operation.iter_parameters()) or operation.body:
            rule(given(case=operation.as_strategy(generation_mode=mode))(ask))()
    assert not failed, failed[:5]
    assert len(set(tried)) > 15
    assert httpx.get(f"{address}/healthz", timeout=60).status_code == 200
