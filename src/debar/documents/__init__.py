"""Documents (pdf, html, docx, txt) -> text with pages and places. See `read_document`."""

from debar.documents.document import Document, Page, Place
from debar.documents.read import document_of, read_document

__all__ = ["Document", "Page", "Place", "document_of", "read_document"]
