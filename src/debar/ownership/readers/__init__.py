"""Files of stakes -> one graph: tables, BODS 0.4, GLEIF relationships, UK PSC, FollowTheMoney, SEC Exhibit 21."""

from debar.ownership.readers.opening import read_listed, read_stakes
from debar.ownership.readers.reading import Reading

__all__ = ["Reading", "read_listed", "read_stakes"]
