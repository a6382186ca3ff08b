"""``debar serve``: the HTTP interface."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from debar.cli.options import StoreOption
from debar.cli.output import tell
from debar.errors import InputError, MissingExtraError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)] = 8089,
    workers: Annotated[int, typer.Option("--workers", help="Processes that answer.", min=1, max=256)] = 1,
    store: StoreOption = "",
) -> None:
    """Serve the HTTP interface; lists that are updated meanwhile come into use by themselves.

    Example: debar serve --port 8089
    """
    try:
        import uvicorn

        from debar.api.process import STORE_VARIABLE
    except ImportError as error:
        raise MissingExtraError("debar serve needs an extra: pip install 'debar[serve]'") from error
    if host not in _LOOPBACK:
        raise InputError(
            f"--host {host}: without accounts debar answers on this machine only; take one of {', '.join(_LOOPBACK)}"
        )
    os.environ[STORE_VARIABLE] = store
    tell(f"Single-user mode, no accounts: http://{host}:{port}/ answers on this machine only.")
    uvicorn.run(
        "debar.api.process:make_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=64 * 1024,
    )
