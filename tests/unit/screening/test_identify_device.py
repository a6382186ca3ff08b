"""What a device says tells its maker, as firmly as its marks do together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from debar.model import Buyer, Device, Fact, Finding, Identification, Outcome, Said, Sighting
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen_devices import Circumstances, device_subject, screen_devices

Tell = Callable[..., dict[str, str]]
DAY = date(2024, 5, 1)


def device(*facts: tuple[str, str], macs: str = "") -> Device:
    made = tuple(Fact(kind, value) for kind, value in facts)
    return Device((Sighting(source="s", row=1, macs=tuple(macs.split()), facts=made, date=DAY),))


@pytest.fixture
def tell(reference: Reference) -> Tell:
    def identify(*facts: tuple[str, str], macs: str = "", on: date | None = DAY) -> dict[str, str]:
        found = reference.device_identifier.identify(device(*facts, macs=macs), on)
        best: dict[str, str] = {}
        for one in found:
            best.setdefault(one.maker, str(one.strength))
        return best

    return identify


def identified(reference: Reference, *facts: tuple[str, str], macs: str = "") -> tuple[Identification, ...]:
    return reference.device_identifier.identify(device(*facts, macs=macs), DAY)


@pytest.mark.parametrize(
    ("facts", "macs", "makers"),
    [
        ((), "4419B6010203", {"hikvision": "strong"}),
        ((), "14A78B978811", {"dahua": "strong"}),
        ((("http-server", "App-webs/"),), "", {"hikvision": "strong"}),
        ((("http-auth", 'Digest realm="Hikvision"'),), "", {"hikvision": "strong"}),
        ((("rtsp-server", "Dahua Rtsp Server"),), "", {"dahua": "strong"}),
        ((("snmp-oid", "1.3.6.1.4.1.39165.1.1"),), "", {"hikvision": "strong"}),
        ((("snmp-oid", "1.3.6.1.4.1.2011.2.23"),), "", {"huawei": "strong"}),
        ((("fcc-id", "2ADTD-5604SD"),), "", {"hikvision": "strong"}),
        ((("fcc-id", "FCC ID: SS3-PS512M21610"),), "", {"dji": "strong"}),
        ((("fcc-id", "SRQ-MF283"),), "", {"zte": "weak"}),
        ((("manufacturer", "Zhejiang Dahua Technology"),), "", {"dahua": "strong"}),
        ((("mac-vendor", "Hangzhou Hikvision Digital Technology"),), "", {"hikvision": "strong"}),
        ((("asset", "Hikvision DS-2CD2143G0-I"),), "", {"hikvision": "exact"}),
        ((("ssh", "SSH-2.0-HUAWEI-1.5"),), "", {"huawei": "strong"}),
        ((("telnet", "192.0.0.64 login: "),), "", {"hikvision": "strong"}),
        ((("http-server", "Mini web server 1.0 ZTE corp 2005."),), "", {"zte": "strong"}),
    ],
)
def test_marks_that_are_enough_alone(
    tell: Tell, facts: tuple[tuple[str, str], ...], macs: str, makers: dict[str, str]
) -> None:
    assert tell(*facts, macs=macs) == makers


@pytest.mark.parametrize(
    ("facts", "macs"),
    [
        ((), "4619B6010203"),
        ((), "000423AABBCC"),
        ((("port", "tcp/8000"),), ""),
        ((("http-server", "webserver"),), ""),
        ((("http-auth", 'Digest realm="Login to site"'),), ""),
        ((("http-server", "nginx"), ("http-title", "Welcome"), ("hostname", "limousine.example")), ""),
        ((("mac-vendor", "Shanghai Dahua Scale Factory"),), ""),
        ((("mac-vendor", "JOREX LOREX INDIA PRIVATE LIMITED"),), ""),
        ((("mac-vendor", "Nautel LTD"),), ""),
        ((("mac-vendor", "Beijing Autelan Technology Co.,Ltd"),), ""),
        ((("manufacturer", "Shanghai Dahua Scale Factory"),), ""),
        ((("manufacturer", "Honeywell"),), ""),
        ((("snmp-oid", "1.3.6.1.4.1.14457.3"),), ""),
        ((("fcc-id", "2AIDW-X1"),), ""),
        ((("snmp-oid", "1.3.6.1.4.1.8072.3.2.10"),), ""),
    ],
)
def test_what_tells_nobody(tell: Tell, facts: tuple[tuple[str, str], ...], macs: str) -> None:
    assert tell(*facts, macs=macs) == {}


def test_the_addresses_of_namesakes_are_not_ours(reference: Reference) -> None:
    marks = reference.catalog.marks
    for row in reference.catalog.tables["ouis"]:
        registrant = marks.registrant_of(row["id"].ljust(12, "0"))
        assert registrant is not None
        if registrant.standing == "other":
            assert not identified(reference, macs=row["id"].ljust(12, "1"))


def test_the_counts_of_the_registry_hold(reference: Reference) -> None:
    rows = reference.catalog.tables["registrants"]
    by_brand = {row["id"]: row["brand"] for row in rows}
    brands = [by_brand[row["registrant"]] for row in reference.catalog.tables["ouis"]]
    assert brands.count("hikvision") + brands.count("prama") == 86
    assert brands.count("dahua") == 33


def test_doubts_that_bear_each_other_out_are_firm(tell: Tell) -> None:
    icon = ("favicon-md5", "89b932fcc47cf4ca3faadb0cfdef89cf")
    page = ("http-path", "/doc/page/login.asp")
    assert tell(icon) == {"hikvision": "weak"}
    assert tell(icon, page) == {"hikvision": "strong"}
    assert tell(("port", "tcp/37777"), ("rtsp-path", "/cam/realmonitor?channel=1&subtype=0")) == {"dahua": "strong"}


def test_facts_that_stand_on_one_doubtful_relabel_do_not_bear_each_other_out(tell: Tell) -> None:
    assert set(tell(("hostname", "amcrest-cam"), ("manufacturer", "Amcrest"), macs="9C8ECD010203").values()) == {"weak"}


def test_a_sold_label_is_judged_by_the_day(tell: Tell) -> None:
    lorex = ("mac-vendor", "Lorex Technology Inc.")
    assert tell(lorex, on=date(2020, 1, 1)) == {"dahua": "strong"}
    assert tell(lorex, on=date(2024, 1, 1)) == {"dahua": "weak"}


def test_a_module_is_a_part_of_the_device(reference: Reference) -> None:
    quectel = next(r["id"] for r in reference.catalog.tables["ouis"] if r["registrant"].startswith("quectel"))
    found = identified(reference, macs=quectel.ljust(12, "1"))
    assert [(one.maker, one.component) for one in found] == [("quectel", True)]
    assert all(one.component for one in identified(reference, ("manufacturer", "Hikvision"), ("inside", "A gate")))


def test_what_speaks_against_it_is_told(reference: Reference) -> None:
    found = identified(reference, ("rtsp-server", "Dahua Rtsp Server"), macs="4419B6010203")
    first = {one.maker: one.because for one in reversed(found)}
    assert "Against it: other facts point to Dahua" in first["hikvision"]
    assert "Against it: other facts point to Hikvision" in first["dahua"]


def test_a_name_that_anybody_can_give_is_a_doubt(tell: Tell) -> None:
    assert tell(("hostname", "HIKVISION-NVR")) == {"hikvision": "weak"}
    assert tell(("http-title", "Hikvision cameras on sale")) == {"hikvision": "weak"}


def test_every_identification_stands_in_the_text_with_its_evidence(reference: Reference) -> None:
    full = device(
        ("http-server", "DNVRS-Webs"),
        ("hostname", "hikvision-5"),
        ("tls-subject", "CN=x,O=HIKVISION"),
        macs="4419B6010203",
    )
    text = device_subject(full, Circumstances()).text
    found = reference.device_identifier.identify(full, DAY)
    assert len(found) >= 4
    for one in found:
        assert one.span is not None
        assert text[slice(*one.span)] == one.text
        assert one.evidence
        assert one.rows


def judged(reference: Reference, action: str, kind: str = "federal-contractor") -> Finding:
    given = Circumstances(
        buyer=Buyer("Acme", type=kind, federal_contractor="prime"), action=action, purpose="public safety"
    )
    seen = device(("http-server", "App-webs/"))
    return next(screen_devices([seen], reference, View(), given=given))


def test_use_and_purchase_are_different_law(reference: Reference) -> None:
    used = {rule.rule: rule.outcome for rule in judged(reference, "use").rules}
    bought = {rule.rule: rule.outcome for rule in judged(reference, "buy", "federal-agency").rules}
    assert used["us-889-a1a"] is Outcome.NOT_COVERED
    assert used["us-889-a1b"] is not Outcome.NOT_COVERED
    assert bought["us-889-a1a"] is Outcome.PROHIBITED


def test_a_device_of_which_nothing_is_known_is_clear_and_says_why(reference: Reference) -> None:
    (finding,) = screen_devices([device(macs="4619B6010203")], reference, everything=True)
    assert finding.outcome is Outcome.CLEAR
    assert "46:19:B6:01:02:03 is locally administered: it tells no maker" in finding.not_checked
    assert not list(screen_devices([device(macs="4619B6010203")], reference))


def test_what_its_list_calls_retired_is_not_in_use(reference: Reference) -> None:
    gone = Sighting(source="a", row=1, macs=("4419B6010203",), facts=(Fact("retired", "Hikvision DS-2CD2143G0-I"),))
    live = Sighting(source="b", row=1, macs=("4419B6010203",), facts=(Fact("http-server", "App-webs/"),))
    found = reference.device_identifier.identify(Device((gone,)), DAY)
    assert {one.said for one in found} == {Said.REMOVED}
    found = reference.device_identifier.identify(Device((gone, live)), DAY)
    assert {one.kind: one.said for one in found} == {
        "model": Said.REMOVED,
        "mac": Said.BOUGHT,
        "fingerprint": Said.BOUGHT,
    }


@pytest.mark.parametrize(
    ("manufacturer", "model", "maker"),
    [
        ("Honeywell", "H4W4PER3", "dahua"),
        ("Lorex", "LNB9252B", "dahua"),
        ("Q-See", "QC8816", "dahua"),
        ("Sepura", "SC20", "hytera"),
        ("Alibi", "ALI-IPU3030RV", "hikvision"),
    ],
)
def test_a_thing_in_use_may_have_been_sold_before_its_label_changed_hands(
    tell: Tell, manufacturer: str, model: str, maker: str
) -> None:
    assert tell(("manufacturer", manufacturer), ("asset", f"{manufacturer} {model}"))[maker] == "weak"


def test_a_thing_in_use_is_judged_as_such_and_a_thing_sold_on_the_day_by_that_day(reference: Reference) -> None:
    honeywell = device(("asset", "Sepura SC20"))
    used = list(screen_devices([honeywell], reference, given=Circumstances(buyer=Buyer(type="federal-contractor"))))
    assert [one.outcome for one in used] == [Outcome.REVIEW]
    assert "it is not said when the thing was bought" in used[0].sentence
    assert not list(screen_devices([honeywell], reference, given=Circumstances(action="buy")))


def test_a_label_that_came_to_a_maker_later_says_nothing_of_a_thing_in_use_before(tell: Tell) -> None:
    assert "uniview" not in tell(("manufacturer", "Alibi"), ("asset", "Alibi camera"), on=date(2018, 1, 1))
    assert not tell(("manufacturer", "Sepura"), ("asset", "Sepura SC20"), on=date(2016, 1, 1))


@pytest.mark.parametrize(
    ("bought", "strength"),
    [(None, "weak"), (date(2019, 5, 2), "strong"), (date(2023, 5, 2), None), (date(2031, 1, 1), "weak")],
)
def test_a_relabelled_thing_is_whoever_made_it_when_it_was_bought(
    reference: Reference, bought: date | None, strength: str | None
) -> None:
    facts = (Fact("asset", "Honor 8X phone"),)
    phone = Device((Sighting(source="s", row=1, facts=facts, date=DAY, bought=bought, listed=True),))
    found = list(screen_devices([phone], reference))
    assert [str(one.identifications[0].strength) for one in found] == ([strength] if strength else [])
    assert all(one.subject.date == DAY for one in found)


def test_an_address_that_the_device_made_up_is_said_first(reference: Reference) -> None:
    (finding,) = screen_devices([device(macs="0211223344FF")], reference, everything=True)
    assert finding.sentence.startswith("02:11:22:33:44:FF is locally administered: it tells no maker. Nothing was")
    assert "02:11:22:33:44:FF is locally administered: it tells no maker" in finding.not_checked


@pytest.mark.parametrize("name", ["HiSilicon", "HiSilicon Technologies Co., Ltd.", "Shanghai HiSilicon Technologies"])
def test_a_maker_of_chips_made_a_component_however_its_name_is_written(reference: Reference, name: str) -> None:
    assert {one.component for one in identified(reference, ("manufacturer", name))} == {True}
