"""Lists of no source of ours: FollowTheMoney, OpenSanctions' simple csv, and a user's own table."""

from __future__ import annotations

from debar.lists.generic import ftm, simple_csv, user_list
from debar.lists.parsing import Layout

#: Best first; the user's table takes whatever table is left.
LAYOUTS: tuple[Layout, ...] = (ftm.LAYOUT, simple_csv.LAYOUT, user_list.LAYOUT)
