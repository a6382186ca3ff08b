"""Every format is known by its content, and its records are sightings, rejections with a reason, or empty."""

from __future__ import annotations

import codecs
import gzip
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from debar.errors import FormatError, InputError, MappingError
from debar.inventory import merge_sightings, open_inventory
from debar.model import Fact, Rejection, Sighting

from . import samples


class Read:
    """What a file gave."""

    def __init__(self, path: Path, *mapping: str) -> None:
        self.seen: list[Sighting] = []
        self.rejected: list[Rejection] = []
        self.empty = 0
        self.explanations: list[str] = []
        self.problems: list[str] = []
        for file in open_inventory(path, mapping):
            self.explanations.append(file.explanation)
            for record in file.records():
                if isinstance(record, Sighting):
                    self.seen.append(record)
                elif record is None:
                    self.empty += 1
                else:
                    self.rejected.append(record)
            self.problems += [file.problem or file.breaks()]

    def facts(self, kind: str, row: int = 0) -> list[str]:
        return [fact.value for fact in self.seen[row].facts if fact.kind == kind]


ReadText = Callable[..., Read]


@pytest.fixture
def read(tmp_path: Path) -> ReadText:
    def write(content: str | bytes, *mapping: str, name: str = "input.dat") -> Read:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Read(path, *mapping)

    return write


def test_nmap_services_scripts_and_addresses(read: ReadText) -> None:
    got = read(samples.NMAP)
    assert (len(got.seen), len(got.rejected), got.empty, got.problems) == (2, 0, 1, [""])
    first = got.seen[0]
    assert (first.ips, first.macs, first.hostname) == (("10.0.0.5",), ("4419B6010203",), "cam5.example")
    assert first.date == got.seen[1].date == date(2023, 11, 14)
    assert first.row == 1
    assert got.seen[1].row == 3
    assert got.facts("http-server") == ["App-webs/"]
    assert got.facts("favicon-md5") == ["89b932fcc47cf4ca3faadb0cfdef89cf"]
    assert got.facts("http-auth") == ['Digest realm="hikvision"']
    assert got.facts("tls-subject") == ["CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION"]
    assert got.facts("http-path") == ["/doc/page/login.asp?_17"]
    assert got.facts("port") == ["tcp/80", "tcp/443"]


def test_an_answer_that_nmap_could_not_place_is_read_all_the_same(read: ReadText) -> None:
    got = read(samples.NMAP)
    assert got.facts("rtsp-server", 1) == ["Dahua Rtsp Server"]
    assert got.facts("rtsp-auth", 1) == ['Digest realm="Login to 4K"']
    assert got.seen[1].macs == ("4419B601020A",)


@pytest.mark.parametrize("cut", range(900, len(samples.NMAP) - 20, 311))
def test_a_scan_that_breaks_off_gives_what_was_whole_and_says_so(read: ReadText, cut: int) -> None:
    got = read(samples.NMAP[:cut])
    ended = samples.NMAP[:cut].count("</host>") or samples.NMAP[:cut].count("</hosthint>")
    assert len(got.seen) + got.empty == ended
    assert "breaks off" in got.problems[0]


def test_entities_are_refused(read: ReadText) -> None:
    bomb = '<!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(FormatError, match="document type"):
        read(samples.NMAP.replace("<!DOCTYPE nmaprun>", bomb))


def test_masscan_in_its_three_forms(read: ReadText) -> None:
    xml, json, plain = read(samples.MASSCAN_XML), read(samples.MASSCAN_JSON), read(samples.MASSCAN_LIST)
    assert xml.facts("http-server") == ["DNVRS-Webs"]
    assert [s.ips for s in json.seen] == [("203.0.113.9",), ("203.0.113.9",)]
    assert json.facts("http-server", 1) == ["DNVRS-Webs"]
    assert [r.reason for r in json.rejected] == ["the line is no whole JSON object"]
    assert plain.facts("http-server", 1) == ["App-webs/"]
    assert plain.facts("ssh", 2) == ["SSH-2.0-HUAWEI-1.5"]
    assert plain.seen[0].date == date(2023, 11, 14)
    assert read(samples.GREPPABLE).facts("service") == ["Hikvision IP camera httpd"]


@pytest.mark.parametrize(
    ("written", "devices", "rejected"),
    [
        (
            samples.ARP_SCAN,
            [("10.0.0.1", "001B21AABBCC"), ("10.0.0.5", "4419B6010203"), ("10.0.0.9", "0242AC110002")],
            0,
        ),
        (samples.ARP_WINDOWS, [("10.0.0.5", "4419B6010203")], 1),
        (samples.ARP_BSD, [("10.0.0.5", "4419B6010203")], 1),
        (samples.IP_NEIGH, [("10.0.0.5", "4419B6010203"), ("fe80::4619:b6ff:fe01:20a", "4419B601020A")], 1),
        (samples.CISCO_ARP, [("10.0.0.5", "4419B6010203")], 1),
        (samples.CISCO_ARP.partition("Internet  10.0.0.7")[0], [("10.0.0.5", "4419B6010203")], 0),
        (samples.IP_SCANNER, [("10.0.0.3", "14A78B978811")], 0),
    ],
    ids=["arp-scan", "windows", "bsd", "ip neigh", "cisco", "cisco, no gaps", "ip scanner"],
)
def test_tables_of_neighbours(read: ReadText, written: str, devices: list[tuple[str, str]], rejected: int) -> None:
    got = read(written)
    assert [(s.ips[0], s.macs[0]) for s in got.seen] == devices
    assert len(got.rejected) == rejected
    assert all("incomplete" in r.reason for r in got.rejected)


def test_vendors_and_ports_beside_the_addresses_are_read(read: ReadText) -> None:
    got = read(samples.IP_SCANNER)
    assert Fact("mac-vendor", "Zhejiang Dahua Technology Co., Ltd.") in got.seen[0].facts
    assert got.facts("port") == ["tcp/80", "tcp/111", "tcp/554", "tcp/37777"]
    assert read(samples.ARP_SCAN).facts("mac-vendor", 1) == ["Hangzhou Hikvision Digital Technology Co.,Ltd."]
    assert read(samples.ARP_BSD).seen[0].hostname == "cam5.example"
    for written in (samples.ARP_WINDOWS, samples.IP_NEIGH, samples.CISCO_ARP, samples.ARP_BSD):
        assert read(written).facts("mac-vendor") == []


def test_dhcp_leases(read: ReadText) -> None:
    isc = read(samples.ISC_LEASES)
    assert [(s.ips, s.macs, s.hostname, s.date) for s in isc.seen] == [
        (("10.0.0.5",), ("4419B6010203",), "HIKVISION-5", date(2023, 11, 15))
    ]
    assert isc.facts("dhcp-class") == ["udhcp 1.15.2"]
    assert "breaks off" in isc.problems[0]
    masq = read(samples.DNSMASQ)
    assert [(s.macs, s.hostname) for s in masq.seen] == [(("4419B6010203",), "cam5"), (("A2B1C2D3E4F5",), "")]
    for written in (samples.WINDOWS_DHCP, samples.POWERSHELL_DHCP):
        got = read(written, name="leases.csv")
        assert (got.seen[0].ips, got.seen[0].macs) == (("10.0.0.5",), ("4419B6010203",))
        assert got.seen[0].hostname == "cam5.corp.example"
        assert got.seen[0].date is None


def test_asset_lists(read: ReadText) -> None:
    got = read(samples.LANSWEEPER)
    assert (len(got.seen), got.empty) == (2, 1)
    assert got.seen[0].macs == ("4419B6010203",)
    assert got.seen[0].date == date(2023, 11, 15)
    assert got.facts("asset") == ["Hikvision DS-2CD2143G0-I IP camera"]
    assert got.facts("manufacturer") == ["Hikvision"]
    netbox = read(samples.NETBOX)
    assert [(s.asset, s.ips) for s in netbox.seen] == [("A-100", ("10.0.0.5",)), ("A-101", ("10.0.0.6",))]
    assert netbox.facts("retired", 1) == ["Dahua IPC-HFW2431S-S Camera"]
    assert netbox.facts("manufacturer", 1) == []


def test_columns_can_be_told_and_unknown_ones_are_explained(read: ReadText) -> None:
    table = "Thing,Where\nDS-2CD2143G0-I,Lobby\n"
    with pytest.raises(MappingError, match="--map"):
        read(table)
    assert read(table, "model=Thing").facts("asset") == ["DS-2CD2143G0-I"]
    with pytest.raises(MappingError, match="no column 'What'"):
        read(table, "model=What")
    with pytest.raises(MappingError, match="no field"):
        read(table, "colour=Thing")


def test_addresses_under_unknown_headings_are_found_by_what_they_are(read: ReadText) -> None:
    got = read("Anlage,Adresse 1,Adresse 2,Model\nx,10.0.0.5,44-19-b6-01-02-03,DS-2CD2143G0-I\n")
    assert (got.seen[0].ips, got.seen[0].macs) == (("10.0.0.5",), ("4419B6010203",))


def test_workbooks_have_a_part_a_sheet(tmp_path: Path) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        for name in ("HQ", "Plant"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Asset Tag", "Make", "Model", "MAC Address"])
            sheet.write_row(1, 0, [f"{name}-1", "Dahua", "IPC-HFW2431S-S", "3C:EF:8C:01:02:03"])
    path = tmp_path / "assets.xlsx"
    path.write_bytes(data.getvalue())
    got = Read(path)
    assert [(s.asset, s.place["sheet"]) for s in got.seen] == [("HQ-1", "HQ"), ("Plant-1", "Plant")]


def test_shodan_and_censys(read: ReadText) -> None:
    shodan = read(samples.SHODAN)
    assert len(shodan.seen) == 2
    assert [r.row for r in shodan.rejected] == [3, 4]
    assert shodan.facts("http-server") == ["DNVRS-Webs"]
    assert shodan.facts("favicon-mmh3") == ["999357577"]
    assert shodan.facts("rtsp-server", 1) == ["Dahua Rtsp Server"]
    assert not any("China Mobile" in fact.value for s in shodan.seen for fact in s.facts)
    censys = read(samples.CENSYS)
    assert censys.facts("http-auth") == ['Digest realm="Hikvision"']
    assert censys.facts("tls-subject") == ["CN=www.hikvision.com,OU=DVRNVR,O=HIKVISION,L=HangZhou,ST=ZheJiang,C=CN"]
    assert censys.seen[0].date == date(2023, 11, 15)


def test_onvif_discovery(read: ReadText) -> None:
    got = read(samples.DISCOVERY)
    assert got.seen[0].ips == ("10.0.0.5", "fe80::4619:b6ff:fe01:203")
    assert "onvif://www.onvif.org/name/HIKVISION DS-2CD2042WD-I" in got.facts("onvif-scope")
    assert got.facts("endpoint-mac") == ["44:19:B6:01:02:03"]
    many = read(f"# captured\n{samples.DISCOVERY}\n10.0.0.5 -> 239.255.255.250\n{samples.DISCOVERY[:700]}")
    assert len(many.seen) == 1
    assert "breaks off" in many.problems[0]


def test_snmp_walks(read: ReadText) -> None:
    named = read(samples.SNMP_NAMES)
    assert (named.seen[0].ips, named.seen[0].macs, named.seen[0].hostname) == (("10.0.0.5",), ("4419B6010203",), "nvr1")
    assert named.facts("snmp-oid") == ["1.3.6.1.4.1.39165.1.1"]
    numbers = read(samples.SNMP_NUMBERS)
    assert [s.ips for s in numbers.seen] == [("10.0.0.21",), ("10.0.0.22",)]
    assert [numbers.facts("snmp-oid", row) for row in (0, 1)] == [["1.3.6.1.4.1.37496.1"], ["1.3.6.1.4.1.2011.2.23"]]
    assert numbers.seen[1].macs == ("00E0FC010203",)
    short = read("10.0.0.23 [public] Huawei Versatile Routing Platform Software VRP\n")
    assert short.seen[0].ips == ("10.0.0.23",)


def test_captured_answers(read: ReadText) -> None:
    got = read(samples.CAPTURE)
    assert [s.ips for s in got.seen] == [("10.0.0.5",), ("10.0.0.6",)]
    assert got.facts("http-auth") == ['Basic realm="hikvision"']
    assert got.facts("rtsp-server", 1) == ["Dahua Rtsp Server"]


def test_bills_of_materials(read: ReadText) -> None:
    old = read(samples.BOM_15)
    assert [s.bom_ref for s in old.seen] == ["cam-1", "cam-2", "soc-2"]
    assert (old.empty, len(old.rejected)) == (2, 1)
    assert old.facts("manufacturer") == ["Hikvision"]
    assert old.seen[0].macs == ("4419B6010203",)
    assert old.facts("inside", 2) == ["P3245-V"]
    new = read(samples.BOM_XML)
    assert new.facts("manufacturer") == ["Zhejiang Dahua Technology Co., Ltd."]
    assert (len(new.seen), new.empty) == (1, 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8-sig"])
def test_encodings_of_windows(read: ReadText, encoding: str) -> None:
    written = samples.ARP_WINDOWS.replace("Interface", "Schnittstelle für").encode(encoding)
    assert read(written).seen[0].macs == ("4419B6010203",)
    assert read(samples.WINDOWS_DHCP.encode(encoding)).seen[0].macs == ("4419B6010203",)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16"])
def test_a_scan_that_windows_wrote_in_utf_16_reads_as_the_same_scan(
    read: ReadText, encoding: str, declared: str
) -> None:
    plain = read(samples.NMAP)
    body = samples.NMAP.split("?>", 1)[-1].strip()
    wide = read(f'<?xml version="1.0" encoding="{declared}"?>\n{body}'.encode(encoding))
    assert [(s.ips, s.macs, s.facts, s.date) for s in wide.seen] == [
        (s.ips, s.macs, s.facts, s.date) for s in plain.seen
    ]
    assert wide.explanations == plain.explanations == ["nmap XML"]


def test_xml_of_another_kind_in_utf_16_is_refused_as_such(read: ReadText) -> None:
    with pytest.raises(FormatError, match="XML of a kind that is not read here"):
        read("<?xml version='1.0' encoding='UTF-16'?><a><b/></a>".encode("utf-16"))


@pytest.mark.parametrize("heading", ["Purchase Date", "Date of Purchase", "Acquired", "bought on", "Invoice date"])
def test_the_day_of_purchase_is_not_the_day_of_the_record(read: ReadText, heading: str) -> None:
    got = read(f"Asset,Model,{heading},Last seen\nA-100,Honor 8X,03/14/2019,2026-05-01\nA-101,Honor 90,n/a,\n")
    assert [(s.bought, s.date) for s in got.seen] == [(date(2019, 3, 14), date(2026, 5, 1)), (None, None)]


def test_packed_files_are_unpacked(read: ReadText) -> None:
    assert read(gzip.compress(samples.NMAP.encode())).seen[0].ips == ("10.0.0.5",)


@pytest.mark.parametrize(
    "content", ["", "\0" * 500, "just a line\n", "<a><b/></a>", '{"a": 1}', codecs.BOM_UTF8.decode()]
)
def test_what_is_no_inventory_is_refused_with_advice(read: ReadText, content: str) -> None:
    with pytest.raises(InputError) as error:
        read(content)
    assert len(str(error.value)) > 30


def test_long_lines_do_not_stall(read: ReadText) -> None:
    got = read("10.0.0.5\t44:19:b6:01:02:03\t" + "a1:" * 300_000 + "\n10.0.0.6\t44:19:b6:01:02:04\tx\n")
    assert len(got.seen) == 2


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "boms").iterdir()), ids=lambda path: path.name)
def test_bills_that_cyclonedx_python_lib_wrote(path: Path) -> None:
    got = Read(path)
    makers = {s.bom_ref: [f.value for f in s.facts if f.kind == "manufacturer"] for s in got.seen}
    assert set(makers) == {"cam-1", "cam-2", "cam-3", "soc-3", "fw"}
    assert makers["cam-2"] == ["Zhejiang Dahua Technology Co., Ltd."]
    told = "1.5" not in path.name  # before, a bill has no place for a manufacturer: the supplier stands for it
    assert makers["cam-1"] == ["Hangzhou Hikvision Digital Technology Co., Ltd." if told else "Any Dealer"]
    assert makers["soc-3"] == (["HiSilicon"] if told else [])
    assert next(s.macs for s in got.seen if s.bom_ref == "cam-1") == ("4419B6010203",)
    inside = {s.bom_ref: [f.value for f in s.facts if f.kind == "inside"] for s in got.seen}
    assert inside["soc-3"] == ["P3245-V"]
    assert (got.empty, got.rejected) == (2, [])


def test_the_address_table_of_a_switch(read: ReadText) -> None:
    got = read("Vlan    Mac Address       Type        Ports\n  10    4419.b601.0203    DYNAMIC     Gi1/0/5\n")
    assert [(s.ips, s.macs) for s in got.seen] == [((), ("4419B6010203",))]


def test_rows_without_a_tag_are_devices_of_their_own(read: ReadText) -> None:
    rows = "Asset Tag,Make,IP\nN/A,Hikvision,192.168.1.64\nN/A,Hikvision,192.168.1.64\n-,Dahua,\n"
    assert len(merge_sightings(read(rows).seen)) == 3


@pytest.mark.parametrize(
    "heading", ["Hersteller;Modell;IP-Adresse", "Fabricant;Modèle;Adresse IP", "Fabricante;Modelo;Dirección IP"]
)
def test_headings_of_other_languages_are_known(read: ReadText, heading: str) -> None:
    got = read(f"{heading}\nHikvision;DS-2CD2143G0-I;10.1.1.1\n")
    assert got.seen[0].ips == ("10.1.1.1",)
    assert got.facts("manufacturer") == ["Hikvision"]
    assert "DS-2CD2143G0-I" in got.facts("asset")[0]
