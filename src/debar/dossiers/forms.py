"""What a file of a dossier is, told by its content and never by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal, cast, get_args

from debar.clauses import read_clauses
from debar.dossiers.transcripts import read_turns
from debar.errors import InputError

Form = Literal[
    "fara-register",
    "fara-answer",
    "fara-rows",
    "fara-statement",
    "lda",
    "submissions",
    "company-filing",
    "subsidiaries",
    "press-release",
    "transcript",
    "bill",
    "federal-register",
    "terms",
    "article",
]
#: What each form is called when it is spoken of.
NAMES: Mapping[str, str] = {
    "fara-register": "FARA bulk file",
    "fara-answer": "answer of the FARA API",
    "fara-rows": "typed rows of FARA filings",
    "fara-statement": "FARA supplemental statement",
    "lda": "LDA filings",
    "submissions": "EDGAR submissions",
    "company-filing": "filing with the SEC",
    "subsidiaries": "list of subsidiaries",
    "press-release": "press release or investor minutes",
    "transcript": "transcript with speakers",
    "bill": "bill status",
    "federal-register": "Federal Register document",
    "terms": "terms and conditions",
    "article": "article",
}
_HEAD, _TOP = 8_192, 600
_STATEMENT = re.compile(
    r"OMB No\. ?1124-000[1-6]|NSD/FARA|Pursuant to the Foreign Agents Registration Act"
    r"|D\s?ate\s+Contact\s+M\s?ethod\s+P\s?urpose",
    re.IGNORECASE,
)
_FILING = re.compile(r"securities\s+and\s+exchange\s+commission", re.IGNORECASE)
_EXHIBIT = re.compile(r"\bEX(?:HIBIT)?[-\s]*21(?:\.\d+)?\b", re.IGNORECASE)
_SUBSIDIARIES = re.compile(r"\bsubsidiaries\b", re.IGNORECASE)
_FILING_FORM = re.compile(r"\bform\s+(?:8-K|10-K|10-Q|20-F|6-K|40-F)(?:/A)?\b", re.IGNORECASE)
_NOTICE = re.compile(r"\[?Federal Register(?: Volume \d+|[ /:]+ ?Vol\. \d+)|\bBILLING CODE \d{4}", re.IGNORECASE)
_TERMS = re.compile(
    r"\bterms (?:and|&) conditions\b|\bterms of (?:service|use|sale|business|supply)\b|\bgeneral conditions\b"
    r"|\bshall (?:not|comply)\b|\b(?:buyer|seller|customer|you|user|dealer|distributor)s? "
    r"(?:shall|warrants?|represents?|agrees?|may not|must)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^By:? [A-Z][^\n]{2,60}$", re.MULTILINE)
_RELEASE = re.compile(
    r"\b(?:for immediate release|business wire|prnewswire|globe ?newswire|EX-99)\b"
    r"|\binvestor relations (?:activity|minutes)\b|\((?:NYSE|NASDAQ|Nasdaq|SZSE|SEHK|LSE|TSX)\s?:",
    re.IGNORECASE,
)
#: Speakers and the share of the text that is theirs from which a text is a transcript.
_TURNS, _SHARE = 4, 0.6
#: Characters of a text read to tell terms, those for each word of terms, and the share that is limbs of clauses.
_READ, _FOR_ONE, _LIMBS = 200_000, 1_200, 0.3


def parse_form(word: str) -> Form | None:
    """The form that a person named; None for "". Raises InputError that lists the forms."""
    if word in get_args(Form):
        return cast("Form", word)
    if word:
        raise InputError(f"--kind: {word!r} is no kind of document; there are {', '.join(get_args(Form))}")
    return None


def form_of_bytes(content: bytes) -> Form | None:
    """The form of tables, JSON and XML; None for a document whose text decides."""
    head = content.removeprefix(b"\xef\xbb\xbf")[:_HEAD].lstrip()
    if head.startswith(b"{"):
        return _form_of_json(content)
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.startswith(b"<") or wide:
        return _form_of_xml(head.replace(b"\0", b"") if wide else head)
    first = head.splitlines()[0].replace(b"_", b" ") if head else b""
    if b"Registration Number" in first and b"," in first:
        return "fara-register"
    if b"Registrant" in first and b"Date" in first and b"," in first:
        return "fara-rows"
    return None


def _form_of_json(content: bytes) -> Form | None:
    if re.match(rb"\s*\{\s*Success\s*:", content):
        return "fara-answer"
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return "lda" if b'"filing_uuid"' in content or b'"results"' in content else "fara-answer"
    if not isinstance(whole, dict):
        return None
    results = whole.get("results")
    if "document_number" in whole or (isinstance(results, list) and any("document_number" in each for each in results)):
        return "federal-register"
    if "filing_uuid" in whole or "results" in whole:
        return "lda"
    if "bill" in whole:
        return "bill"
    if "accessionNumber" in whole or isinstance(whole.get("filings"), dict):
        return "submissions"
    return "fara-answer" if b'"ROW' in content else None


def _form_of_xml(head: bytes) -> Form | None:
    if b"<PublicFiling" in head or b"<Filing" in head:
        return "lda"
    if b"<billStatus" in head or b"<bill>" in head:
        return "bill"
    if re.search(rb"<(?:RULE|PRORULE|NOTICE|FEDREG|RULES)>", head):
        return "federal-register"
    return None


def form_of_text(text: str) -> Form:
    """The form of a running text: a transcript, a filing, a statement, a notice, terms, else an article."""
    head = text[:_HEAD]
    if _STATEMENT.search(head):
        return "fara-statement"
    if _EXHIBIT.search(text[:_TOP]) and _SUBSIDIARIES.search(text[:_TOP]):
        return "subsidiaries"
    if _FILING.search(head) and _FILING_FORM.search(head):
        return "company-filing"
    if _NOTICE.search(head):
        return "federal-register"
    turns = read_turns(text)
    spoken = sum(turn.end - turn.start for turn in turns)
    if len(turns) >= _TURNS and spoken >= _SHARE * len(text.strip()):
        return "transcript"
    if _BYLINE.search(text[:2_000]):
        return "article"
    if _is_terms(text[:_READ]):
        return "terms"
    return "press-release" if _RELEASE.search(head) else "article"


def _is_terms(text: str) -> bool:
    """Whether a text binds its reader: by the words of terms all over it, or by limbs that make up much of it."""
    if len(_TERMS.findall(text)) * _FOR_ONE >= len(text):
        return True
    limbs = read_clauses(text).obligations
    return sum(each.words.end - each.words.start for each in limbs) >= _LIMBS * len(text)
