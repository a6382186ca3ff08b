"""The Senate's older bulk files: ``<PublicFilings>`` of ``<Filing>`` elements, 1999 to 2020.

Each element is cut out of the text and parsed by itself, so that its words can be quoted and a broken one costs itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from debar.dossiers.evidence import Source
from debar.dossiers.lda import Activity, Filing, Filings, amount_of, former_post
from debar.dossiers.lda_types import filing_type
from debar.errors import FormatError
from debar.model.dossiers import Quotation

_AFTER = frozenset(" \t\r\n>/")


def xml_text(content: bytes, name: str) -> str:
    """The text of an XML file in UTF-8 or UTF-16. Raises FormatError for another encoding."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(f"{name}: is not {encoding} at byte {error.start}. Save it as UTF-8.") from None


def read_lda_xml(source: Source) -> Filings:
    """The filings of a bulk file; broken ones are in ``refused``, by line. Raises FormatError when it holds none."""
    if "<Filing" not in source.text:
        raise FormatError(f"{source.name}: holds no Filing. Give an LDA bulk file of the Senate as published.")
    found = Filings()
    line, counted = 1, 0
    for start, end in _elements(source.text):
        line += source.text.count("\n", counted, start)
        counted = start
        try:
            found.filings.append(_filing(source, start, end))
        except (etree.XMLSyntaxError, ValueError) as error:
            found.refused.append(f"line {line}: {error}")
    return found


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each Filing element, in one pass."""
    close = -1
    following = _next(text, 0)
    while (start := following) >= 0:
        following = _next(text, start + 1)
        if 0 <= close < start or close == -1:
            close = text.find("</Filing>", start)
            close = close if close >= 0 else len(text)
        head = text.find(">", start, following if following >= 0 else len(text))
        until = following if following >= 0 else len(text)
        is_empty = head > 0 and text[head - 1] == "/"
        yield start, head + 1 if is_empty else min(close + len("</Filing>"), until)


def _next(text: str, start: int) -> int:
    """Where the next opening Filing tag is; -1 when there is none."""
    at = text.find("<Filing", start)
    while at >= 0 and text[at + 7 : at + 8] not in _AFTER:
        at = text.find("<Filing", at + 7)
    return at


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _filing(source: Source, start: int, end: int) -> Filing:
    element = etree.fromstring(source.text[start:end].strip(), _parser())
    registrant, client = element.find("Registrant"), element.find("Client")
    lacking = [tag for tag, each in (("Registrant", registrant), ("Client", client)) if each is None]
    registrant = etree.Element("Registrant") if registrant is None else registrant
    client = etree.Element("Client") if client is None else client
    kind = filing_type(element.get("Type", ""), element.get("Period", ""))
    own = registrant.get("RegistrantName", "").casefold() == client.get("ClientName", "").casefold() != ""
    amount, year = amount_of(element.get("Amount")), element.get("Year", "")
    return Filing(
        filing_id=element.get("ID", ""),
        type=kind,
        type_text=element.get("Type", ""),
        year=int(year) if year.isascii() and year.isdigit() else None,
        posted=element.get("Received", ""),
        registrant=" ".join(registrant.get("RegistrantName", "").split()),
        registrant_id=registrant.get("RegistrantID", ""),
        client=" ".join(client.get("ClientName", "").split()),
        client_id=client.get("ClientID", ""),
        income="" if own else amount,
        expenses=amount if own else "",
        activities=tuple(_activities(element)),
        posts=tuple(dict.fromkeys(_posts(element))),
        foreign=tuple(
            (
                each.get("ForeignEntityName", ""),
                each.get("ForeignEntityCountry", ""),
                each.get("OwnershipPercentage", ""),
            )
            for each in element.iterfind(".//ForeignEntities/Entity")
        ),
        quotations=tuple(_quotations(source, start, end)),
        notes=tuple(f"the filing has no {tag}" for tag in lacking),
    )


def _quotations(source: Source, start: int, end: int) -> Iterator[Quotation]:
    """The opening tags that hold the amount, the registrant and the client."""
    for tag in ("<Filing", "<Registrant", "<Client"):
        at = source.text.find(tag, start, end)
        close = source.text.find(">", at, end)
        if at >= 0 and close >= 0:
            yield source.quote(at, close + 1)


def _activities(element: etree._Element) -> Iterator[Activity]:
    bodies = tuple(dict.fromkeys(each.get("GovEntityName", "") for each in element.iter("GovernmentEntity")))
    people = tuple(dict.fromkeys(each.get("LobbyistName", "") for each in element.iter("Lobbyist")))
    for each in element.iter("Issue"):
        text = " ".join(each.get("SpecificIssue", "").split())
        yield Activity(each.get("Code", ""), text, people, tuple(body for body in bodies if body != "UNDETERMINED"))


def _posts(element: etree._Element) -> Iterator[tuple[str, str]]:
    for each in element.iter("Lobbyist"):
        post = former_post(each.get("OfficialPosition"))
        if post:
            yield each.get("LobbyistName", ""), post
