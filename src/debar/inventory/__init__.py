"""Scans and asset lists: devices in. ``open_inventory`` reads any of them, ``merge_sightings`` makes devices."""

from debar.inventory.files import InventoryFile
from debar.inventory.hosts import merge_sightings
from debar.inventory.readers import open_inventory

__all__ = ["InventoryFile", "merge_sightings", "open_inventory"]
