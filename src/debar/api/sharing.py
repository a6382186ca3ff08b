"""New connections shared out among the processes of one server: the process that holds fewest takes the next.

All processes wait on one socket, and the kernel wakes whichever is idle; asyncio then takes every connection that
waits. One process may so hold most of the clients, who wait for each other while another process rests. Here each
process takes one connection at a time, and one that holds more than another first leaves it a moment to be quicker.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import mmap
import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: The file in which the processes tell each other how many connections they hold; without it one process serves alone.
BOARD_VARIABLE = "DEBAR_SERVE_BOARD"
#: Seconds that a process waits for each connection that it holds more than another, and at most.
_TURN, _LONGEST = 0.004, 0.05
_CELL, _MOST = 4, 512
#: No file or memory is left for another connection: it is tried again after so many seconds.
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_SCARCE_SECONDS = 1.0


class Board:
    """Counts of connections by process, in a file that all processes map. A cell belongs to who holds its lock."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, _CELL * _MOST)
        self._cells = memoryview(mmap.mmap(self._file, _CELL * _MOST)).cast("i")
        self._own = self._take()
        self.count(0)

    def _take(self) -> int:
        for cell in range(_MOST):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, _CELL, cell * _CELL)
            except OSError:
                continue
            return cell
        raise OSError(f"more than {_MOST} processes share a server")

    def count(self, held: int) -> None:
        """Tell the others how many connections this process holds. A cell says one more, as 0 is nobody's."""
        self._cells[self._own] = held + 1

    def leave(self) -> None:
        """Tell the others that this process takes no more."""
        self._cells[self._own] = 0

    def ahead(self) -> int:
        """Return how many connections this process holds more than the one with fewest."""
        return self._cells[self._own] - min(cell for cell in self._cells if cell)


class SharingLoop(asyncio.SelectorEventLoop):
    """An event loop whose server takes connections in turn with those of other processes, where a board is named."""

    async def create_server(self, *args: Any, **options: Any) -> Any:
        """Return a server on the socket ``sock``; without a board, or another kind of server, asyncio's own."""
        board, listening = os.environ.get(BOARD_VARIABLE, ""), options.get("sock")
        if not board or listening is None:
            return await super().create_server(*args, **options)
        listening.setblocking(False)  # noqa: FBT003  its only parameter
        listening.listen(options.get("backlog", 2048))
        return TurnServer(listening, args[0], options.get("ssl"), Board(Path(board)))


class TurnServer:
    """Takes connections from a listening socket, one at a time, when it is this process's turn.

    ``make`` makes the protocol of a connection, which calls its ``on_lost`` when the connection ends.
    """

    def __init__(
        self, listening: socket.socket, make: Callable[[], Any], tls: ssl.SSLContext | None, board: Board
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._listening, self._make, self._tls, self._board = listening, make, tls, board
        self._held = 0
        self._later: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop.add_reader(listening, self._ready)

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """The socket listened on."""
        return (self._listening,)

    def close(self) -> None:
        """Take no more."""
        if self._later is not None:
            self._later.cancel()
        self._loop.remove_reader(self._listening)
        self._board.leave()

    async def wait_closed(self) -> None:
        """Wait for connections that are being made."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _ready(self) -> None:
        ahead = self._board.ahead()
        if ahead > 0:
            self._pause(min(_LONGEST, ahead * _TURN))
        else:
            self._take()

    def _pause(self, seconds: float) -> None:
        self._loop.remove_reader(self._listening)
        self._later = self._loop.call_later(seconds, self._resume)

    def _resume(self) -> None:
        self._later = None
        self._loop.add_reader(self._listening, self._ready)
        self._take()

    def _take(self) -> None:
        try:
            taken, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in _SCARCE:
                raise
            self._pause(_SCARCE_SECONDS)
            return
        taken.setblocking(False)  # noqa: FBT003  its only parameter
        self._count(1)
        task = self._loop.create_task(self._serve(taken))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, taken: socket.socket) -> None:
        protocol = self._make()
        protocol.on_lost = lambda: self._count(-1)
        try:
            await self._loop.connect_accepted_socket(lambda: protocol, taken, ssl=self._tls)
        except (OSError, ssl.SSLError):
            protocol.on_lost()

    def _count(self, change: int) -> None:
        self._held += change
        self._board.count(self._held)
