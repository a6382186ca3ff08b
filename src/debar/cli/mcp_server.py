"""``debar mcp``: typed tools for assistants over standard input and output."""

from __future__ import annotations

from debar.cli.options import StoreOption
from debar.cli.output import tell, today
from debar.errors import MissingExtraError


def mcp(store: StoreOption = "") -> None:
    """Answer an assistant over standard input and output (Model Context Protocol), with tools that only read.

    Example: debar mcp
    """
    try:
        from debar.api.tools import make_tools
    except ImportError as error:
        raise MissingExtraError("debar mcp needs an extra: pip install 'debar[mcp]'") from error
    from debar.api.current import CurrentDesk

    make_tools(CurrentDesk(store, today=today, tell=tell)).run("stdio")
