"""Small files of every format, made when a test runs, so that none lies in the repository."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from index.errors import DocumentError
from index.load import read_document
from index.types import Document

__all__ = ["docx_bytes", "locked_pdf", "pdf_bytes", "read", "refusal", "scanned_pdf"]


def read(folder: Path, name: str, data: bytes | str) -> Document:
    """The document read from a file with these bytes."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_document(path, name, {})


def refusal(folder: Path, name: str, data: bytes) -> str:
    """What the error says with which a file with these bytes is refused."""
    with pytest.raises(DocumentError) as caught:
        read(folder, name, data)
    return str(caught.value)


def pdf_bytes(pages: Sequence[Sequence[str]], title: str | None = None) -> bytes:
    """A PDF with a text line for each string (Latin-1), one sequence a page."""
    contents = []
    for lines in pages:
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
        contents.append(f"BT /F1 11 Tf 14 TL 72 720 Td\n{shown}ET".encode("latin-1"))
    return _pdf(contents, b"/Font << /F1 3 0 R >>", _FONT, title)


def scanned_pdf() -> bytes:
    """A PDF of one page that shows a picture and has no text."""
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 4 >>\nstream\n\x00\xff\xff\x00\nendstream"
    )
    return _pdf([b"q 600 0 0 700 0 0 cm /I1 Do Q"], b"/XObject << /I1 3 0 R >>", picture, None)


def locked_pdf(pages: Sequence[Sequence[str]], password: str) -> bytes:
    """The PDF under AES-256 with this user password (which may be empty)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(pages))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def docx_bytes(
    paragraphs: Sequence[tuple[str, str]],
    table: Sequence[Sequence[str]] = (),
    after: str = "",
    title: str = "",
    body_xml: str = "",
) -> bytes:
    """A Word file: (style, text) paragraphs, a table, one more paragraph, raw body XML."""
    document = docx.Document()
    document.core_properties.title = title
    document.sections[0].header.paragraphs[0].text = "RUNNING HEADER"
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    if after:
        document.add_paragraph(after)
    if body_xml:
        document.element.body.insert(0, docx.oxml.parse_xml(body_xml))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(contents: Sequence[bytes], resources: bytes, shared: bytes, title: str | None) -> bytes:
    """Catalog, page tree, one shared object, then a page and its content in turn."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        shared,
    ]
    for n, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << %s >> "
            b"/Contents %d 0 R >>" % (resources, first + 2 * n + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    info = b""
    if title is not None:
        objects.append(b"<< /Title (%s) /CreationDate (D:20200102030405Z) >>" % title.encode())
        info = b" /Info %d 0 R" % len(objects)
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\n" % (size, info)
    out += b"startxref\n%d\n%%%%EOF\n" % xref
    return bytes(out)
