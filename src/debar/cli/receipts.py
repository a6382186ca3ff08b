"""``debar audit receipt`` and ``audit verify --receipt``: a proof of one verdict, given and checked."""

from __future__ import annotations

from pathlib import Path

from debar.cli.deciding import moment
from debar.cli.output import JUDGED, NOT_JUDGED, tell, today
from debar.desk import open_desk
from debar.desk.answers import parse_date
from debar.desk.library import user
from debar.desk.receipt_checks import check_receipt, read_receipt
from debar.desk.receipts import log_receipt, make_receipt
from debar.errors import InputError
from debar.report.text import plain
from debar.store import default_url, open_store
from debar.web.receipt_page import RECEIPTS, render_receipt


def write_receipt(finding: str, out: str, as_of: str, *, by: str, workspace: str, store: str) -> None:
    """Write the receipt of a kept finding to a file, and a line of the log on it."""
    path = Path(out)
    form = path.suffix.lstrip(".").lower()
    if form not in RECEIPTS:
        raise InputError(f"{out}: a receipt is {', '.join(RECEIPTS)}; end the file's name in one of them")
    desk = open_desk(store, today=today(), tell=tell)
    with open_store(store or default_url(), create=False) as opened:
        day = parse_date(as_of, "--as-of") or desk.today
        receipt = make_receipt(desk, opened.casework_in(workspace), finding, day, workspace)
        content = render_receipt(receipt, form)
        try:
            path.write_bytes(content)
        except OSError as error:
            raise InputError(f"{out}: cannot be written ({error.strerror}); choose another place") from None
        with opened.writing() as writer:
            entry = log_receipt(writer, receipt, content, form, actor=by or user(), at=moment())
    tell(f"Receipt of finding {receipt['finding']['id']} as of {receipt['as_of']} in {out}: line {entry.n} of the log.")


def verify_receipt(store: str, path: str, head: str) -> int:
    """Say part by part whether a receipt still holds; return the exit code: 3 when anything does not."""
    given = read_receipt(path)
    with open_store(store or default_url(), create=False) as opened:
        found = list(check_receipt(opened, given, head))
    shape = given.shape
    print(plain(f"Receipt {shape.sha256[:16]} of finding {shape.finding.id}, as of {shape.as_of}"))  # noqa: T201  the answer
    for each in found:
        print(plain(f"{each.state:<8} {each.part}: {each.words}"))  # noqa: T201  the answer
    failed = [each.part for each in found if each.state == "fails"]
    if failed:
        tell(f"debar: {path}: does not hold: {', '.join(failed)}")
        return NOT_JUDGED
    print("All of it holds." if all(each.state == "holds" for each in found) else "All of it that can be told holds.")  # noqa: T201
    return JUDGED
