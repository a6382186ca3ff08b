"""The options that commands share, spelt once."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class ReportFormat(StrEnum):
    """How findings are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    PARQUET = "parquet"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JUNIT = "junit"


class MatchFormat(StrEnum):
    """How matches are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    HTML = "html"


class LetterFormat(StrEnum):
    """How letters are written."""

    TXT = "txt"
    MARKDOWN = "markdown"
    HTML = "html"


class TableFormat(StrEnum):
    """How lists of rows are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


class ExportFormat(StrEnum):
    """How lists are exported."""

    FTM = "ftm"
    JSONL = "jsonl"
    CSV = "csv"


class FailOn(StrEnum):
    """The least severe finding that makes the exit code 1."""

    PROHIBITED = "prohibited"
    LICENSE_REQUIRED = "license-required"
    DUTY = "duty"
    DEPENDS = "depends"
    REVIEW = "review"


class MatchFailOn(StrEnum):
    """The least certain match that makes the exit code 1."""

    MATCH = "match"
    REVIEW = "review"


BUYER = "Who buys"
CLOCKS = "When"
NETWORK = "Over the network"
OUTPUT = "Output"
RUN = "A long run"

BuyerName = Annotated[str, typer.Option("--buyer", help="The buyer's name.", rich_help_panel=BUYER)]
BuyerType = Annotated[
    str, typer.Option("--buyer-type", help="city, school-district, federal-agency ...", rich_help_panel=BUYER)
]
BuyerRole = Annotated[str, typer.Option("--role", help="exporter, importer, investor ...", rich_help_panel=BUYER)]
State = Annotated[str, typer.Option("--state", help="US state, two letters.", rich_help_panel=BUYER)]
Country = Annotated[str, typer.Option("--country", help="Country, two letters.", rich_help_panel=BUYER)]
FundingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--funding",
        help="own, state, federal-grant:2021-03-01 (award date), e-rate ...; may be repeated.",
        rich_help_panel=BUYER,
    ),
]
Purpose = Annotated[
    str, typer.Option("--purpose", help='What it is for, such as "public safety".', rich_help_panel=BUYER)
]
Action = Annotated[str, typer.Option("--action", help="buy, renew, use, export, import ...", rich_help_panel=BUYER)]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Judge everything by the law and lists of this day.", rich_help_panel=CLOCKS),
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", help="Ignore editions retrieved after this day.", rich_help_panel=CLOCKS),
]
StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        help="Where lists are kept: a file or postgresql://...; else DEBAR_STORE or your own.",
        rich_help_panel="Lists",
    ),
]
Paths = Annotated[
    list[str], typer.Argument(help="Files of one edition, archives, or directories of dated files.", metavar="FILE...")
]
MaxAge = Annotated[
    int | None,
    typer.Option("--max-age", help="Refuse (exit 3) when a list is older, in days.", min=0, rich_help_panel=CLOCKS),
]
OutputFile = Annotated[
    str | None, typer.Option("--output", "-o", help="Write to this file; - is standard output.", rich_help_panel=OUTPUT)
]
MatchFormatOption = Annotated[
    MatchFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)
]
Format = Annotated[ReportFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)]
RowsFormat = Annotated[TableFormat | None, typer.Option("--format", help="How to write.", rich_help_panel=OUTPUT)]
FailOnOption = Annotated[
    FailOn, typer.Option("--fail-on", help="Exit 1 on findings at or above this.", rich_help_panel=OUTPUT)
]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever was found.", rich_help_panel=OUTPUT)]
Keep = Annotated[
    bool,
    typer.Option("--keep", help="Keep the findings in the store, for decisions and the log.", rich_help_panel=OUTPUT),
]
Everything = Annotated[bool, typer.Option("--all", help="One line for every record.", rich_help_panel=OUTPUT)]

Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="Only findings that fit, in every output: state=TX,OK or outcome!=review or relabel=yes; may be repeated.",
        rich_help_panel=OUTPUT,
    ),
]
Tables = Annotated[
    str,
    typer.Option("--tables", help="Write purchases added up into this folder, a csv a table.", rich_help_panel=OUTPUT),
]
LettersFolder = Annotated[
    str,
    typer.Option(
        "--letters",
        help="Write into this folder a letter to each buyer that asks for what the records do not say.",
        rich_help_panel=OUTPUT,
    ),
]
LettersFormat = Annotated[
    LetterFormat, typer.Option("--letter-format", help="txt, markdown or html.", rich_help_panel=OUTPUT)
]

RecordDate = Annotated[str | None, typer.Option("--date", help="Day of the order.", rich_help_panel=CLOCKS)]
Model = Annotated[str, typer.Option("--model", help="A model number, when TEXT does not hold it.")]
Mac = Annotated[str, typer.Option("--mac", help="The MAC address on the thing, in any spelling.")]
FccId = Annotated[str, typer.Option("--fcc-id", help="The FCC ID on its label, such as 2ADTD-5604SD.")]
Supplier = Annotated[str, typer.Option("--supplier", help="Who sells it.")]
Uei = Annotated[str, typer.Option("--uei", help="The supplier's Unique Entity ID.")]
Files = Annotated[
    list[str],
    typer.Argument(
        help="csv, tsv, xlsx, json, parquet, FPDS Atom, pdf, docx, html, e-mail, text, archives; directories and "
        "patterns of these; - is standard input."
    ),
]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="field=Column where the columns are not found: text, supplier, date, amount, buyer ..."),
]
ShowColumns = Annotated[
    bool, typer.Option("--columns", help="Judge nothing; show which column is read as what, with samples and reasons.")
]
SaveProfile = Annotated[
    bool, typer.Option("--save-profile", help="Keep the columns next to the data (FILE.debar.toml); used from then on.")
]
KeepDuplicates = Annotated[
    bool, typer.Option("--keep-duplicates", help="Judge also what other files of this scan hold already.")
]
Inventories = Annotated[
    list[str],
    typer.Argument(
        help="nmap XML, masscan, arp-scan, ARP tables, DHCP leases, asset lists, CycloneDX, Shodan, Censys, "
        "ONVIF and SNMP captures; - is standard input.",
        metavar="FILE...",
    ),
]
AssetMapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map", help="field=Column where the columns are not found: ip, mac, hostname, asset, manufacturer, model ..."
    ),
]
SeenOn = Annotated[
    str | None,
    typer.Option("--date", help="Day of the scan, for files that do not tell it.", rich_help_panel=CLOCKS),
]
ClauseFile = Annotated[
    str | None,
    typer.Option("--clause", help="Terms of a contract: pdf, docx, html, txt; - is standard input.", metavar="FILE"),
]
TransactionFiles = Annotated[
    list[str] | None,
    typer.Argument(
        help="Transactions or deals: csv, tsv, xlsx, parquet, jsonl, json or yaml of one or many; - is standard input.",
        metavar="FILE...",
    ),
]
TransactionMapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="field=Column where the columns are not found: buyer, 'end user country', destination, item, eccn ...",
    ),
]
StakesOption = Annotated[
    list[str] | None,
    typer.Option("--stakes", help="Who owns the parties: any file that debar own reads; may be repeated."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 3 when a record was rejected.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not explain the column mapping.")]
Unknown = Annotated[
    bool,
    typer.Option(
        "--unknown", help="Judge nothing: write numbers like those of devices that the catalog does not know."
    ),
]
Least = Annotated[int, typer.Option("--least", help="With --unknown: in so many rows or more.", min=1)]
CatalogFolder = Annotated[
    str, typer.Option("--data", help="A folder of catalog files instead of those that ship with debar.", metavar="DIR")
]
TABLE = "A table of names"
PARTY = "What else is known of the parties"

Names = Annotated[list[str] | None, typer.Argument(help="Names of parties; - is standard input.", metavar="NAME...")]
NamesFile = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        help="csv, tsv, xlsx, parquet, jsonl, also packed as gz, zst, zip; - is standard input.",
        rich_help_panel=TABLE,
    ),
]
NamesColumn = Annotated[
    list[str] | None,
    typer.Option("--column", help='The column that holds the names; several joined by "+".', rich_help_panel=TABLE),
]
PartyMapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="field=Column: name, schema, birth_date, country, address, id:uei, id:lei ...; field= leaves it out.",
        rich_help_panel=TABLE,
    ),
]
KeepColumns = Annotated[
    bool,
    typer.Option("--keep-columns", help="Write the columns of the table beside each match.", rich_help_panel=TABLE),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        help="Processes; else one a core when the table is long.",
        min=1,
        rich_help_panel=TABLE,
    ),
]
ScanJobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", help="Processes that judge; else one a core. They change the time only.", min=1, rich_help_panel=RUN
    ),
]


class EngineName(StrEnum):
    """Where a scan runs."""

    LOCAL = "local"
    SPARK = "spark"


Engine = Annotated[
    EngineName,
    typer.Option(
        "--engine",
        help="local: this machine. spark: Apache Spark, on a cluster or here (needs Java); same findings.",
        rich_help_panel=RUN,
    ),
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Keep what is finished in FILE.journal beside the output FILE; the same command goes on there.",
        rich_help_panel=RUN,
    ),
]
BirthDate = Annotated[
    list[str] | None,
    typer.Option("--birth-date", help="1965-03-01, 1965-03 or 1965; may be repeated.", rich_help_panel=PARTY),
]
PartyCountry = Annotated[
    list[str] | None, typer.Option("--country", help="Country; may be repeated.", rich_help_panel=PARTY)
]
PartyAddress = Annotated[
    list[str] | None, typer.Option("--address", help="Address; may be repeated.", rich_help_panel=PARTY)
]
PartyId = Annotated[
    list[str] | None,
    typer.Option("--id", help="KIND:VALUE, such as imo:9074092; may be repeated.", rich_help_panel=PARTY),
]
ProfileOption = Annotated[str, typer.Option("--profile", help="How strictly: default, strict, wide or ofac.")]
Lists = Annotated[list[str] | None, typer.Option("--lists", help="Only these list ids; may be repeated.")]
Schema = Annotated[str, typer.Option("--schema", help="Only this kind: Company, Person, Organization, Vessel ...")]
Threshold = Annotated[
    float | None, typer.Option("--threshold", help="The least score (0..1) that is shown.", min=0, max=1)
]
Limit = Annotated[int, typer.Option("--limit", help="The most matches a name.", min=1)]
MatchFailOnOption = Annotated[MatchFailOn, typer.Option("--fail-on", help="Exit 1 at this.", rich_help_panel=OUTPUT)]
Proxy = Annotated[
    str | None,
    typer.Option("--proxy", help="A proxy's address; else that of the environment.", rich_help_panel=NETWORK),
]
Timeout = Annotated[
    float, typer.Option("--timeout", help="Seconds a server may take to answer.", min=0.1, rich_help_panel=NETWORK)
]
Total = Annotated[
    float,
    typer.Option("--total", help="Seconds one file may take with all tries.", min=0.1, rich_help_panel=NETWORK),
]
Tries = Annotated[int, typer.Option("--tries", help="Requests of one address at most.", min=1, rich_help_panel=NETWORK)]
MaxSize = Annotated[int, typer.Option("--max-size", help="Most MiB of one file.", min=1, rich_help_panel=NETWORK)]
