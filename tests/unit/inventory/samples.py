"""Small inputs as the programs write them; addresses are of documentation and private blocks."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "written"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


NMAP = _read("nmap.xml")
MASSCAN_XML = _read("masscan.xml")
#: As written up to version 1.3: with a last line of its own, and here broken off.
MASSCAN_JSON = _read("masscan.json")
MASSCAN_LIST = _read("masscan.list")
GREPPABLE = _read("nmap.gnmap")
ARP_SCAN = _read("arp-scan.txt")
ARP_WINDOWS = _read("arp-windows.txt")
ARP_BSD = _read("arp-bsd.txt")
IP_NEIGH = _read("ip-neigh.txt")
CISCO_ARP = _read("cisco-arp.txt")
IP_SCANNER = _read("ip-scanner.txt")
ISC_LEASES = _read("dhcpd.leases")
DNSMASQ = _read("dnsmasq.leases")
WINDOWS_DHCP = _read("windows-dhcp.csv")
POWERSHELL_DHCP = _read("powershell-dhcp.csv")
LANSWEEPER = _read("lansweeper.csv")
NETBOX = _read("netbox.csv")
SHODAN = _read("shodan.jsonl")
CENSYS = _read("censys.json")
DISCOVERY = _read("discovery.xml")
SNMP_NAMES = _read("snmp-names.txt")
SNMP_NUMBERS = _read("snmp-numbers.txt")
CAPTURE = _read("answers.txt")
BOM_15 = _read("bom-1.5.json")
BOM_XML = _read("bom-1.6.xml")
