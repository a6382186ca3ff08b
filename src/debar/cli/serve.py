"""``debar serve``: the desk's pages and the HTTP interface."""

from __future__ import annotations

import os
import socket
from typing import Annotated

import typer

from debar.cli.options import StoreOption
from debar.cli.output import tell, today
from debar.errors import InputError, MissingExtraError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)] = 8089,
    workers: Annotated[int, typer.Option("--workers", help="Processes that answer.", min=1, max=256)] = 1,
    store: StoreOption = "",
) -> None:
    """Serve the desk's pages and the HTTP interface; lists that are updated meanwhile come into use by themselves.

    Example: debar serve --port 8089
    """
    try:
        import uvicorn
        from uvicorn.supervisors import Multiprocess

        from debar.api.process import STORE_VARIABLE, TODAY_VARIABLE
    except ImportError as error:
        raise MissingExtraError("debar serve needs an extra: pip install 'debar[serve]'") from error
    if host not in _LOOPBACK:
        raise InputError(
            f"--host {host}: without accounts debar answers on this machine only; take one of {', '.join(_LOOPBACK)}"
        )
    os.environ[STORE_VARIABLE] = store
    if os.environ.get("DEBAR_TODAY"):
        os.environ[TODAY_VARIABLE] = today().isoformat()
    listening = _listen(host, port)
    tell(f"Single-user mode, no accounts: http://{host}:{listening.getsockname()[1]}/ answers on this machine only.")
    config = uvicorn.Config(
        "debar.web.process:make_app",
        factory=True,
        workers=workers,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=64 * 1024,
    )
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """The socket to answer on. Raises InputError when it cannot be had.

    What is sent goes out at once: with several processes uvicorn's own socket would wait 40 ms for an acknowledgement.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise InputError(f"{host}:{port} cannot be listened on ({error.strerror}); give another --port") from error
    listening.set_inheritable(True)
    return listening
