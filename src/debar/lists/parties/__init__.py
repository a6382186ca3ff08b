"""One party, many lists: which entries of which lists are the same party, why, and who says so.

Joined automatically: entries that share a world-wide identifier, or a full distinctive legal name and a country, once
on each list. Weaker likeness is proposed to a person and joins nothing. Curated joins are data with a source on each
row; a person's decision is above all of these and can be taken back.
"""

from debar.lists.parties.curated import CuratedMember, CuratedParty, load_curated
from debar.lists.parties.finding import Found, find_entities
from debar.lists.parties.register import Register

__all__ = ["CuratedMember", "CuratedParty", "Found", "Register", "find_entities", "load_curated"]
