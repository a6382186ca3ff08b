"""Documents (pdf, html, docx, txt) -> text with pages and places, or lines and tables.

See `read_document` for the running text, `lay_out` for what stands where.
"""

from debar.documents.document import Document, Page, Place
from debar.documents.lay_out import lay_out
from debar.documents.layout import Grid, Layout, Line, Row, Segment
from debar.documents.read import document_of, read_document

__all__ = [
    "Document",
    "Grid",
    "Layout",
    "Line",
    "Page",
    "Place",
    "Row",
    "Segment",
    "document_of",
    "lay_out",
    "read_document",
]
