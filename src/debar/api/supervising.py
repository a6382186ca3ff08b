"""The process that starts those that answer, and starts another for one that ends."""

from __future__ import annotations

from uvicorn.supervisors import Multiprocess


class Supervisor(Multiprocess):
    """A supervisor that learns at once of a death while it asks whether a process lives.

    It asks over a pipe whose far end it holds open too, as uvicorn made it; the pipe of a process that ends before
    it answers then never ends, and another would be started only when the time for answers is over.
    """

    def init_processes(self) -> None:
        """Start the processes that answer."""
        super().init_processes()
        self._let_go()

    def keep_subprocess_alive(self) -> None:
        """Start another process for each that ended or does not answer."""
        super().keep_subprocess_alive()
        self._let_go()

    def _let_go(self) -> None:
        for each in self.processes:
            each.child_conn.close()
