"""A pool of processes ends, whatever happens to them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures.process import BrokenProcessPool

import pytest

from debar.desk.workers import Pool

#: More bytes than a pipe holds, so that who writes them waits for a reader.
MUCH = b"x" * 4_000_000


def _sleep(_: bytes) -> None:
    time.sleep(60)


@pytest.mark.skipif(not hasattr(os, "kill"), reason="no signals")
def test_a_pool_whose_process_is_killed_while_it_is_written_to_ends_all_the_same() -> None:
    pool = Pool(1, mp_context=multiprocessing.get_context("spawn"))
    asked = [pool.submit(_sleep, MUCH) for _ in range(4)]
    while not asked[0].running():
        time.sleep(0.01)
    time.sleep(1)  # until the next one fills the pipe
    (worker,) = multiprocessing.active_children()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        asked[1].result(timeout=60)
    ended = threading.Thread(target=pool.shutdown, daemon=True)
    ended.start()
    ended.join(30)
    assert not ended.is_alive()
