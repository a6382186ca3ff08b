"""Every source's parser, by list id."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from debar.lists.sources.us_889.parse import parse as us_889
from debar.lists.sources.us_bis_dpl.parse import parse as us_bis_dpl
from debar.lists.sources.us_bis_el.parse import parse as us_bis_el
from debar.lists.sources.us_bis_meu.parse import parse as us_bis_meu
from debar.lists.sources.us_bis_uvl.parse import parse as us_bis_uvl
from debar.lists.sources.us_dhs_uflpa.parse import parse as us_dhs_uflpa
from debar.lists.sources.us_dod_1260h.parse import parse as us_dod_1260h
from debar.lists.sources.us_fcc_covered.parse import parse as us_fcc_covered
from debar.lists.sources.us_ofac_cons.parse import parse as us_ofac_cons
from debar.lists.sources.us_ofac_nscmic.parse import parse as us_ofac_nscmic
from debar.lists.sources.us_ofac_sdn.parse import parse as us_ofac_sdn
from debar.lists.sources.us_sam_exclusions.parse import parse as us_sam_exclusions
from debar.lists.sources.us_state_ddtc.parse import parse as us_state_ddtc
from debar.lists.sources.us_state_isn.parse import parse as us_state_isn
from debar.model import Entity

#: ``parse(files by role, day of the edition)`` -> the parties, in the file's order.
Parser = Callable[[Mapping[str, bytes], date], Iterator[Entity]]

PARSERS: Mapping[str, Parser] = {
    "us-889": us_889,
    "us-bis-dpl": us_bis_dpl,
    "us-bis-el": us_bis_el,
    "us-bis-meu": us_bis_meu,
    "us-bis-uvl": us_bis_uvl,
    "us-dhs-uflpa": us_dhs_uflpa,
    "us-dod-1260h": us_dod_1260h,
    "us-fcc-covered": us_fcc_covered,
    "us-ofac-cons": us_ofac_cons,
    "us-ofac-nscmic": us_ofac_nscmic,
    "us-ofac-sdn": us_ofac_sdn,
    "us-sam-exclusions": us_sam_exclusions,
    "us-state-ddtc": us_state_ddtc,
    "us-state-isn": us_state_isn,
}
