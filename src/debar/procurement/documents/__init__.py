"""Quotes, invoices, bid tabulations and council papers -> purchases. See `DocumentRecords`."""

from debar.procurement.documents.recognise import is_document
from debar.procurement.documents.records import DocumentRecords

__all__ = ["DocumentRecords", "is_document"]
