"""``debar devices``: scans and asset lists in, findings on devices and the account out."""

from __future__ import annotations

from debar.cli.output import exit_code, tell, today
from debar.cli.scan import ScanRequest, collect_seldom, write_scan
from debar.desk import open_desk
from debar.desk.answers import parse_action, parse_funding
from debar.screening.screen_devices import Circumstances


def run_devices(
    request: ScanRequest,
    chosen: str,
    output: str | None,
    fail_on: str,
    *,
    date: str | None = None,
    exit_zero: bool = False,
) -> int:
    """Scan the inventories, write, and return the exit code. ``date`` is the day of what bears no day of its own."""
    desk = open_desk(request.store, today=today(), tell=tell)
    desk.require_fresh(request.max_age)
    collect_seldom()
    buyer = desk.describe_buyer(request.buyer, type_=request.buyer_type, state=request.state, country=request.country)
    given = Circumstances(
        buyer=buyer,
        funding=parse_funding(request.funding),
        purpose=request.purpose,
        action=parse_action(request.action),
        date=desk.day(date),
    )
    scan = desk.devices(
        *request.files,
        given=given,
        mapping=tuple(request.mapping),
        as_of=request.as_of,
        known_at=request.known_at,
        everything=request.everything,
    )
    worst = write_scan(scan, desk, request, [(chosen, output)], "devices", fail_on=fail_on)
    if not request.quiet:
        tell(f"debar: {scan.summary.judged:,} records became {scan.summary.devices or 0:,} devices")
    late = desk.lists_not_known(request.known_at)
    partial = bool(scan.summary.partial) or bool(late) or (request.strict and scan.summary.rejected_count > 0)
    return exit_code(worst, fail_on, exit_zero=exit_zero, partial=partial)
