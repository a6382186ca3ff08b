"""``debar serve``: the desk's pages and the HTTP interface."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from debar.cli.options import StoreOption
from debar.cli.output import tell, today
from debar.errors import InputError, MissingExtraError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SAFETY = "Safety"


Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", help="Port to listen on.", min=0, max=65535)]
Workers = Annotated[int, typer.Option("--workers", help="Processes that answer.", min=1, max=256)]
Certificate = Annotated[
    str, typer.Option("--certificate", help="Certificate chain (PEM), to speak https.", rich_help_panel=_SAFETY)
]
PrivateKey = Annotated[
    str, typer.Option("--private-key", help="Private key (PEM) of the certificate.", rich_help_panel=_SAFETY)
]
Behind = Annotated[
    str,
    typer.Option(
        "--behind",
        help="Address of the proxy that speaks https and says whose request it is (X-Forwarded-For, -Proto).",
        rich_help_panel=_SAFETY,
    ),
]
Oidc = Annotated[
    str,
    typer.Option(
        "--oidc",
        help="File (TOML) that names an identity provider to sign in by, beside passwords.",
        rich_help_panel=_SAFETY,
    ),
]
UploadFolder = Annotated[
    str, typer.Option("--uploads", help="Folder for files that are sent to be scanned; else beside the store.")
]
Rate = Annotated[
    int, typer.Option("--rate", help="Requests a minute of one client; 0: no limit.", min=0, rich_help_panel=_SAFETY)
]
Log = Annotated[bool, typer.Option("--log", help="Log requests as JSON lines, without personal data.")]


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8089,
    workers: Workers = 1,
    store: StoreOption = "",
    certificate: Certificate = "",
    private_key: PrivateKey = "",
    behind: Behind = "",
    oidc: Oidc = "",
    uploads: UploadFolder = "",
    rate: Rate = 6000,
    log: Log = False,
) -> None:
    """Serve the desk's pages and the HTTP interface; lists that are updated meanwhile come into use by themselves.

    Without accounts it answers the user of this machine only; `debar user add` makes accounts.

    Example: debar serve --port 8089
    """
    try:
        import uvicorn  # noqa: F401  asked here so that its absence is told with the line that installs it

        from debar.api import process
        from debar.desk.jobs import open_place
        from debar.desk.oidc import load_provider
        from debar.desk.signing_in import needs_accounts
    except ImportError as error:
        raise MissingExtraError("debar serve needs an extra: pip install 'debar[serve]'") from error
    accounts = needs_accounts(store)
    _check_host(host, accounts=accounts, https=bool(certificate), behind=behind)
    _check_files(certificate, private_key)
    if oidc:
        load_provider(oidc)
    if uploads:
        open_place(store, uploads)
    environment = {process.OIDC_VARIABLE: oidc, process.STORE_VARIABLE: store, process.RATE_VARIABLE: str(rate)}
    environment |= {process.UPLOADS_VARIABLE: uploads, process.LOG_VARIABLE: "1" if log else ""}
    if os.environ.get("DEBAR_TODAY"):
        environment[process.TODAY_VARIABLE] = today().isoformat()
    listening = _listen(host, port)
    _say(listening, https=bool(certificate), accounts=accounts)
    proxy = {"proxy_headers": bool(behind), "forwarded_allow_ips": behind}
    https = {"ssl_certfile": certificate or None, "ssl_keyfile": private_key or None}
    _run(listening, workers, environment, proxy | https)


def _run(listening: socket.socket, workers: int, environment: dict[str, str], options: dict[str, Any]) -> None:
    """Answer until the process is asked to end."""
    import uvicorn

    from debar.api import process
    from debar.api.connections import PromptProtocol
    from debar.api.sharing import BOARD_VARIABLE
    from debar.api.supervising import Supervisor

    with tempfile.TemporaryDirectory(prefix="debar-serve-") as folder:
        if workers > 1:
            environment |= {process.FIGURES_VARIABLE: folder, BOARD_VARIABLE: f"{folder}/connections"}
        os.environ.update(environment)
        options = {"workers": workers, "http": PromptProtocol, **options, **_FIXED}
        config = uvicorn.Config("debar.web.process:make_app", factory=True, **options)
        if workers > 1:
            Supervisor(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run(sockets=[listening])


_FIXED: dict[str, Any] = {
    "loop": "debar.api.sharing:SharingLoop",
    "log_level": "warning",
    "server_header": False,
    "timeout_keep_alive": 20,
    # A process that is starting, or compiles lists, answers late on a busy machine: it is not to be ended for that.
    "timeout_worker_healthcheck": 60,
    "h11_max_incomplete_event_size": 64 * 1024,
    "limit_concurrency": 2_000,
    "ws": "none",
}


def _say(listening: socket.socket, *, https: bool, accounts: bool) -> None:
    host, port = listening.getsockname()[:2]
    address = f"{'https' if https else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/"
    if accounts:
        tell(f"With accounts: {address} answers those who sign in, and keys.")
    else:
        tell(f"Single-user mode, no accounts: {address} answers on this machine only.")


def _check_host(host: str, *, accounts: bool, https: bool, behind: str) -> None:
    """Raise InputError for an address that others reach, where nobody signs in or what they send can be read."""
    if host in _LOOPBACK:
        return
    if not accounts:
        raise InputError(
            f"--host {host}: without accounts debar answers on this machine only; make one with "
            f"debar user add NAME --role admin, or take one of {', '.join(_LOOPBACK)}"
        )
    if not https and not behind:
        raise InputError(
            f"--host {host}: passwords and keys would pass unencrypted; give --certificate FILE --private-key FILE, "
            "or --behind ADDRESS of the proxy that speaks https"
        )


def _check_files(certificate: str, private_key: str) -> None:
    if bool(certificate) != bool(private_key):
        raise InputError("--certificate and --private-key go together")
    for option, given in (("--certificate", certificate), ("--private-key", private_key)):
        if given and not Path(given).is_file():
            raise InputError(f"{option} {given}: no such file")


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
