"""Writes the bills of materials that tests/unit/inventory/boms holds, with cyclonedx-python-lib (pip install it first).

python scripts/make_boms.py tests/unit/inventory/boms
"""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion

#: The library writes devices with their supplier from 1.5 on, and their manufacturer from 1.6 on.
VERSIONS = (SchemaVersion.V1_5, SchemaVersion.V1_6, SchemaVersion.V1_7)


def named(name: str) -> OrganizationalEntity | None:
    """An organisation; None for no name."""
    return OrganizationalEntity(name=name) if name else None


def device(
    name: str, ref: str, *, maker: str = "", supplier: str = "", mac: str = "", parts: tuple[Component, ...] = ()
) -> Component:
    """A component of type device."""
    return Component(
        type=ComponentType.DEVICE,
        name=name,
        bom_ref=ref,
        manufacturer=named(maker),
        supplier=named(supplier),
        properties=[Property(name="cdx:device:macAddress", value=mac)] if mac else [],
        components=parts,
    )


def site() -> Bom:
    """Cameras of a building, one with a listed chip in it, a program and firmware."""
    bom = Bom()
    bom.metadata.component = Component(type=ComponentType.PLATFORM, name="Building 4", bom_ref="site")
    hikvision = "Hangzhou Hikvision Digital Technology Co., Ltd."
    huawei = named("Huawei Technologies Co., Ltd.")
    chip = device("Hi3519", "soc-3", maker="HiSilicon")
    for component in (
        device("DS-2CD2143G0-I", "cam-1", maker=hikvision, supplier="Any Dealer", mac="44:19:B6:01:02:03"),
        device("HFW-2431", "cam-2", supplier="Zhejiang Dahua Technology Co., Ltd."),
        device("P3245-V", "cam-3", maker="Axis Communications AB", supplier="Dahua Dealers of Ohio", parts=(chip,)),
        Component(type=ComponentType.LIBRARY, name="hikvision-client", version="1.0", bom_ref="lib"),
        Component(type=ComponentType.FIRMWARE, name="fw", supplier=huawei, bom_ref="fw"),
    ):
        bom.components.add(component)
    bom.register_dependency(bom.metadata.component)
    return bom


def main(folder: Path) -> None:
    """Write every version in both forms."""
    for version in VERSIONS:
        for form in (OutputFormat.JSON, OutputFormat.XML):
            path = folder / f"bom-{version.to_version()}.{form.name.lower()}"
            path.write_text(make_outputter(site(), form, version).output_as_string(indent=1))
            print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
