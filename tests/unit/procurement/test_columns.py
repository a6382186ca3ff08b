"""Columns: headings of real files are read as a person would, the user overrules, and an explanation is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debar.errors import MappingError
from debar.procurement.columns import FIELDS, ColumnMapping, known_fields, map_columns
from debar.procurement.headings import fits, plain

TORONTO = (
    "Division|Batch-Transaction ID|Transaction Date|Card Posting Dt|Merchant Name|Transaction Amt.|Trx. Currency|"
    "Original Amount|Original Currency|G/L Account|G/L Account Discription|Cost Centre / WBS Element|"
    "Cost Centre / WBS Element Description|Merchant Type|Merchant Type Description|Purpose"
).split("|")
TORONTO_ROW = (
    "PARKS|1709-1|10-31-2011|11-01-2011|ACME|27.94|CAD|27.94|CAD|2750|FOOD|P05845|ARTS|5411|Grocery Store|COOKING CLASS"
).split("|")
PHOENIX = ["Check/Payment Date", "Dept. Descrptn", "Vendor Name", "Commitmt Item Name", "Invoice Net Amt"]
PHOENIX_ROW = ["10/10/2017", "Human Services", "1 N 10 INC", "Spec Contractual Svc", "4166.66 "]
FPDS = (
    "page,type,title,agency_id,agency_name,department,contracting_office,piid,mod,idv_piid,signed_date,obligated,"
    "total_obligated,description,psc,psc_desc,naics,naics_desc,vendor_name,vendor_uei,vendor_duns,vendor_parent,"
    "vendor_city,vendor_state,vendor_zip,vendor_country,manuf_place,country_origin,pop_state,pop_zip"
).split(",")
FPDS_ROW = (
    "p.xml;IDV;New IDC 1202SC24T2500 awarded to PERIMETER LP;12C2;FOREST SERVICE;AGRICULTURE, DEPARTMENT OF;USDA-FS;"
    "1202SC24T2500;0;;2024-03-22;0.00;0.00;NATIONAL RETARDANT;6850;MISCELLANEOUS CHEMICAL SPECIALTIES;325998;"
    "ALL OTHER CHEMICAL;PERIMETER LP;QGUQWSU5AHB4;;PERIMETER LP;SAINT LOUIS;MO;631053910;USA;;USA;;"
).split(";")


def named(mapping: ColumnMapping) -> dict[str, str]:
    found = {name: mapping.header[position] for name, position in mapping.fields.items()}
    return found | {"text": " + ".join(mapping.header[i] for i in mapping.text)}


def test_toronto_purchase_cards_with_a_slip_in_a_heading() -> None:
    mapping = map_columns(TORONTO, [TORONTO_ROW] * 5)
    assert named(mapping) == {
        "text": "Purpose + G/L Account Discription",
        "supplier": "Merchant Name",
        "date": "Transaction Date",
        "amount": "Transaction Amt.",
        "currency": "Trx. Currency",
        "reference": "Batch-Transaction ID",
        "department": "Division",
    }
    assert mapping.day_first is False


def test_phoenix_payments_with_cut_headings() -> None:
    found = named(map_columns(PHOENIX, [PHOENIX_ROW]))
    assert found == {
        "text": "Commitmt Item Name",
        "supplier": "Vendor Name",
        "date": "Check/Payment Date",
        "amount": "Invoice Net Amt",
        "department": "Dept. Descrptn",
    }


def test_fpds_actions_without_the_headline_that_repeats_the_vendor() -> None:
    found = named(map_columns(FPDS, [FPDS_ROW] * 4))
    assert found["text"] == "description + psc_desc"
    assert (found["supplier"], found["buyer"], found["date"], found["amount"]) == (
        "vendor_name",
        "agency_name",
        "signed_date",
        "obligated",
    )
    assert (found["uei"], found["origin"], found["modification"]) == ("vendor_uei", "country_origin", "mod")
    assert "state" not in found, "the vendor's state is not the buyer's"


def test_the_day_of_deletion_is_no_day_of_purchase() -> None:
    header = ["piid", "agency", "vendor", "value", "description", "deleted_date", "last_modified_date", "closed_date"]
    row = ["1", "Department of Labor", "ACME", "5.00", "web services", "5/2/2025", "5/2/2025", "5/2/2025"]
    assert "date" not in named(map_columns(header, [row]))


def test_purpose_is_the_text_alone_and_the_purpose_beside_a_description() -> None:
    assert named(map_columns(["Vendor", "Purpose"], [["ACME", "cable ties"]]))["text"] == "Purpose"
    both = named(map_columns(["Vendor", "Description", "Purpose"], [["ACME", "IP camera", "public safety"]]))
    assert (both["text"], both["purpose"]) == ("Description", "public safety" and "Purpose")


def test_manufacturer_and_model_are_part_of_the_text() -> None:
    header = ["Item Description", "Manufacturer", "Model Number", "Qty", "Unit Price"]
    mapping = map_columns(header, [["dome camera", "Hikvision", "DS-2CD2143G0-I", "4", "120.00"]])
    found = named(mapping)
    assert found["text"] == "Item Description + Manufacturer + Model Number"
    assert (found["manufacturer"], found["quantity"], found["amount"]) == ("Manufacturer", "Qty", "Unit Price")


def test_dollars_in_a_quantity_column_are_the_amount() -> None:
    found = named(map_columns(["Description", "Quantity"], [["camera", "$391,600.00"], ["nvr", "$12.00"]]))
    assert found["amount"] == "Quantity"
    assert "quantity" not in found


def test_contents_overrule_a_heading() -> None:
    header = ["Description", "Vendor", "Date", "Item"]
    row = ["https://example.org/1", "ACME", "see note", "IP camera"]
    found = named(map_columns(header, [row] * 3))
    assert found["text"] == "Item"
    assert "date" not in found


def test_without_headings_the_contents_tell() -> None:
    header = ["column 1", "column 2", "column 3"]
    rows = [["2023-01-05", "IP camera, indoor", "12.50"], ["2023-01-06", "video recorder", "99.00"]]
    found = named(map_columns(header, rows, has_header=False))
    assert found == {"text": "column 2", "date": "column 1", "amount": "column 3"}


def test_unknown_headings_leave_the_wordiest_column_and_say_so() -> None:
    mapping = map_columns(["A1", "B2"], [["7", "IP camera for the lobby"], ["8", "recorder for the lobby"]])
    assert named(mapping)["text"] == "B2"
    assert mapping.explain() == ["text = B2 (no heading names it; the cells hold words)"]


def test_overrides_hold_and_may_join_columns() -> None:
    header = ["Description", "Notes", "Seller", "When"]
    row = ["camera", "indoor", "ACME", "2023-01-05"]
    found = named(map_columns(header, [row], ["text=notes+DESCRIPTION", "date=When"]))
    assert found["text"] == "Notes + Description"
    assert found["date"] == "When"
    assert found["supplier"] == "Seller"
    repeated = named(map_columns(header, [row], ["text=Seller", "text=Notes"]))
    assert repeated["text"] == "Seller + Notes"
    assert "supplier" not in repeated
    left_out = named(map_columns(header, [row], ["supplier="]))
    assert "supplier" not in left_out


def test_a_column_whose_name_holds_a_plus_is_found_whole() -> None:
    assert named(map_columns(["A+B", "A", "B"], [["x y", "z", "w"]], ["text=A+B"]))["text"] == "A+B"


@pytest.mark.parametrize("override", ["txt=Description", "Description", "date=Nowhere", "date=A+B", "text=A+Nowhere"])
def test_an_override_of_nothing_is_an_error_that_lists_what_there_is(override: str) -> None:
    with pytest.raises(MappingError, match=r"of text|'A', 'B'"):
        map_columns(["A", "B"], [["x", "y"]], [override])


def test_a_header_nobody_can_map_says_what_was_found_and_how_to_map_it() -> None:
    with pytest.raises(MappingError, match=r"'ocid', 'id'.*--map text=COLUMN"):
        map_columns(["ocid", "id"], [["a", "1"]])


def test_every_field_of_the_headings_file_can_be_mapped_by_hand() -> None:
    assert set(known_fields()) - {"context"} <= set(FIELDS)


def test_headings_are_compared_without_case_and_punctuation() -> None:
    assert plain("DeptName") == plain("dept_name") == plain("Dept. Name") == "dept name"
    assert fits("Vendor ID") == () or fits("Vendor ID")[0].field != "supplier"


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=12).filter(
        lambda name: not fits(name)
    ),
    st.integers(0, 4),
    st.lists(st.text(max_size=6), min_size=2, max_size=2),
)
def test_an_unrelated_column_changes_no_mapped_column(name: str, place: int, cells: list[str]) -> None:
    header = ["Date", "Vendor", "Description", "Amount"]
    rows = [["2023-01-05", "ACME", "IP camera", "12.50"], ["2023-01-06", "BETA", "recorder", "99.00"]]
    wider = [[*row[:place], cell, *row[place:]] for row, cell in zip(rows, cells, strict=True)]
    before = named(map_columns(header, rows))
    assert named(map_columns([*header[:place], name, *header[place:]], wider)) == before


def fields_of(header: str, row: str) -> dict[str, str]:
    return named(map_columns(header.split(","), [row.split(",")] * 4))


@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [
        (
            "Fournisseur,Désignation,Date de commande,Quantité,Prix unitaire,Montant TTC,Acheteur,N° de commande",
            "ACME SARL,Caméra dôme IP,12 janvier 2024,4,100.00,480.00,Ville de Lyon,77",
            ("Désignation", "Fournisseur", "Date de commande", "Montant TTC", "Acheteur"),
        ),
        (
            (
                "id,acheteur.nom,objet,codeCPV,dureeMois,dateNotification,datePublicationDonnees,montant,"
                "titulaire.denominationSociale"
            ),
            "1,COMMUNE DE X,Caméras de vidéoprotection,32323500,12,2020-01-02,2020-02-02,12000.5,ACME SARL",
            ("objet", "titulaire.denominationSociale", "dateNotification", "montant", "acheteur.nom"),
        ),
        (
            (
                "Nombre Entidad,ID Contrato,Fecha de Firma,Fecha de Fin del Contrato,Proveedor Adjudicado,"
                "Valor del Contrato,Objeto del Contrato"
            ),
            "ALCALDIA DE X,CO2,2020-01-02,2020-12-31,ACME SAS,12000000,Adquisicion de camaras",
            ("Objeto del Contrato", "Proveedor Adjudicado", "Fecha de Firma", "Valor del Contrato", "Nombre Entidad"),
        ),
        (
            "Institución,Descripción del contrato,Fecha de inicio,Importe del contrato,Moneda,Proveedor o contratista",
            "SECRETARIA DE X,Cámaras de vigilancia,2020-01-02,1200.50,MXN,ACME SA DE CV",
            (
                "Descripción del contrato",
                "Proveedor o contratista",
                "Fecha de inicio",
                "Importe del contrato",
                "Institución",
            ),
        ),
        (
            "Lieferant,Bezeichnung,Bestelldatum,Menge,Einzelpreis,Gesamtbetrag,Auftraggeber",
            "ACME GmbH,Überwachungskamera,02.01.2020,4,100.00,400.00,Stadt X",
            ("Bezeichnung", "Lieferant", "Bestelldatum", "Gesamtbetrag", "Auftraggeber"),
        ),
        (
            "vendor_name,buyer_name,contract_date,description_en,delivery_date,contract_value,owner_org,owner_org_title",
            "ACME INC,John Doe,2020-01-02,IP cameras,2020-02-02,1200.00,dnd-mdn,National Defence",
            ("description_en", "vendor_name", "contract_date", "contract_value", "owner_org_title"),
        ),
        (
            (
                "prime_award_piid,prime_award_amount,prime_awardee_name,subaward_number,subaward_amount,"
                "subaward_action_date,subawardee_name,subaward_description,prime_award_awarding_agency_name"
            ),
            "P,100.0,BIG CORP,S1,5.0,2021-01-01,SMALL LLC,CAMERA SYSTEM,DEPARTMENT OF DEFENSE",
            (
                "subaward_description",
                "subawardee_name",
                "subaward_action_date",
                "subaward_amount",
                "prime_award_awarding_agency_name",
            ),
        ),
    ],
)
def test_headings_of_other_languages_and_portals(header: str, row: str, wanted: tuple[str, ...]) -> None:
    found = fields_of(header, row)
    assert tuple(found.get(name) for name in ("text", "supplier", "date", "amount", "buyer")) == wanted


USASPENDING = (
    "contract_transaction_unique_key,award_id_piid,modification_number,parent_award_id_piid,federal_action_obligation,"
    "total_dollars_obligated,potential_total_value_of_award,action_date,period_of_performance_start_date,"
    "awarding_agency_name,awarding_sub_agency_name,awarding_office_name,funding_agency_name,recipient_uei,"
    "recipient_duns,recipient_name,recipient_parent_name,cage_code,recipient_address_line_1,recipient_state_code,"
    "transaction_description,prime_award_base_transaction_description,action_type,product_or_service_code,"
    "product_or_service_code_description,naics_code,naics_description,country_of_product_or_service_origin,"
    "place_of_manufacture,usaspending_permalink,initial_report_date,last_modified_date"
)
USASPENDING_ROW = (
    "9700_X,W912,P00001,W900,1250.00,1250.00,9000.00,2021-03-04,2021-03-05,Department of Defense,"
    "Department of the Army,W6QM MICC,Department of Defense,ABCDEFGHJK12,012345678,ACME LLC,ACME HOLDING INC,1ABC2,"
    "1 MAIN ST,VA,DOME CAMERAS,SITE SECURITY,CHANGE ORDER,5836,VIDEO EQUIPMENT,334310,AUDIO AND VIDEO,CHINA,"
    "MFG OUTSIDE U.S.,https://x,2021-03-06,2021-04-05"
)


def test_usaspending_contract_transactions() -> None:
    assert fields_of(USASPENDING, USASPENDING_ROW) == {
        "text": "transaction_description + prime_award_base_transaction_description + "
        "product_or_service_code_description",
        "supplier": "recipient_name",
        "date": "action_date",
        "amount": "federal_action_obligation",
        "buyer": "awarding_sub_agency_name",
        "reference": "award_id_piid",
        "modification": "modification_number",
        "uei": "recipient_uei",
        "duns": "recipient_duns",
        "cage": "cage_code",
        "psc": "product_or_service_code",
        "naics": "naics_code",
        "origin": "country_of_product_or_service_origin",
        "manufactured": "place_of_manufacture",
    }


def test_names_of_firms_tell_the_supplier_where_nothing_else_does() -> None:
    rows = [["2023-01-05", "IP camera, indoor", "Acme Supplies, Inc.", "12.50"]] * 2
    rows += [["2023-01-06", "video recorder", "Müller Technik GmbH", "99.00"]] * 2
    header = [f"column {number}" for number in range(1, 5)]
    bare = named(map_columns(header, rows, has_header=False))
    assert bare == {"text": "column 2", "supplier": "column 3", "date": "column 1", "amount": "column 4"}
    unknown = named(map_columns(["Kuupäev", "Kirjeldus", "Tarnija", "Summa"], rows))
    assert unknown == {"text": "Kirjeldus", "supplier": "Tarnija", "date": "Kuupäev", "amount": "Summa"}


def test_a_supplier_and_a_text_in_each_others_place_are_seen() -> None:
    rows = [["IP camera, indoor", "Acme Supplies, Inc."], ["video recorder for the lobby", "Beta Trading LLC"]] * 3
    mapping = map_columns(["Vendor", "Description"], rows)
    assert named(mapping) == {"text": "Vendor", "supplier": "Description"}
    assert any("against its heading" in line for line in mapping.explain())
    told = named(map_columns(["Vendor", "Description"], rows, ["supplier=Vendor"]))
    assert told == {"text": "Description", "supplier": "Vendor"}
