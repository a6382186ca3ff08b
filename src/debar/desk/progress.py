"""How far a long run is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Progress:
    """How far a run is: records read, the share of all bytes (0..1), seconds since it began, the file at hand."""

    rows: int = 0
    findings: int = 0
    file: str = ""
    share: float = 0.0
    began: float = field(default_factory=time.monotonic)

    _rows_before: int = 0
    _share_before: float | None = 0.0

    def resumed(self) -> None:
        """Count the pace from here: what was read so far is the work of an earlier run."""
        self._rows_before, self._share_before = self.rows, None
        self.began = time.monotonic()

    @property
    def seconds_left(self) -> float:
        """Seconds to the end at the pace so far."""
        if self._share_before is None:
            self._share_before = self.share
        return (time.monotonic() - self.began) * (1 - self.share) / max(self.share - self._share_before, 1e-9)

    @property
    def rows_per_second(self) -> float:
        """Records a second so far."""
        return (self.rows - self._rows_before) / max(time.monotonic() - self.began, 1e-9)
