"""From a path to a Document: its bytes are read whole, its text is fixed here, once.

The text of ``.txt`` and ``.md`` files is what their bytes decode to, less the byte-order mark,
with no character changed; of other formats it is what the extractor made.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from index.errors import DocumentError
from index.formats import Extract, read_docx, read_html, read_pdf
from index.origins import front_matter
from index.sources import (
    FORMATS,
    Discovery,
    SourceNote,
    SourceNotes,
    discover,
    read_sources,
)
from index.types import Document, content_id

__all__ = [
    "MAX_BYTES",
    "Discovery",
    "SourceNote",
    "SourceNotes",
    "discover",
    "extractor_versions",
    "read_document",
    "read_sources",
]

#: The largest file that is read, in bytes.
MAX_BYTES = 50 * 1024 * 1024

# Raised by one when a rule of this module or of ``formats`` changes the text it makes.
_RULES = "2"
_LANGUAGE_SAMPLE = 20_000
_LANGUAGE_LETTERS = 40
_HEADING = re.compile(r"^#[ \t]+(\S.*)$", re.MULTILINE)
_FENCED = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.MULTILINE | re.DOTALL)
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# The single-byte encodings that files are found in, with the languages (ISO 639-1) that were
# written in each; the earlier wins a tie.
_LEGACY = {
    "cp1252": "en fr de es it pt nl sv da no nb nn fi is ca eu gl ga af id ms sw tl sq",
    "cp1250": "pl cs sk hu sl hr bs ro sq",
    "iso8859_2": "pl cs sk hu sl hr bs ro sq",
    "cp1251": "ru uk bg be sr mk",
    "koi8_r": "ru",
    "koi8_u": "uk",
    "cp866": "ru be uk",
    "cp1256": "ar fa ur ps ug ku",
    "iso8859_6": "ar",
    "cp1254": "tr az",
    "cp1253": "el",
    "iso8859_7": "el",
    "cp1255": "he yi",
    "cp1257": "lt lv et",
    "cp874": "th",
    "mac_roman": "en fr de es it pt nl sv da no",
    "cp850": "en fr de es it pt nl sv da no",
}
_WIDE = ["cp932", "euc_jp", "gb18030", "big5", "cp949"]
_USUAL_MARKS = frozenset("“”‘’„‚«»‹›–—…•·€£¥©®™°§¶¿¡ºª½¼¾×±²³\xa0\xad\u200c\u200d\u200e\u200f")
_SAMPLE = 32_768
_WORST = 0.6
_OTHER_FORMATS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive (or .docx)",
    b"{\\rtf": "RTF",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}


def read_document(
    path: Path,
    source: str,
    sources: Mapping[str, SourceNote],
    *,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """The document at ``path``, named ``source`` (POSIX, relative to the corpus root).

    Title, outlet and date come from ``sources`` where it states them, else from the file's own
    metadata, else they are None. Raises DocumentError, in one sentence, if the file is gone,
    not a regular file, not readable, larger than ``max_bytes``, changing, empty, encrypted,
    broken, without text, or in an encoding that cannot be told.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise DocumentError(f"The format {suffix or '(no suffix)'} is not read.")
    data = _read_bytes(path, max_bytes)
    if not data:
        raise DocumentError("The file is empty.")
    extract = _extract(data, suffix)
    if not extract.text.strip():
        raise DocumentError("The file holds no text, only white space.")
    return _document(source, data, extract, sources.get(source, SourceNote()))


def extractor_versions() -> dict[str, str]:
    """What the texts depend on, by distribution name; ``rules`` are those of this project."""
    names = ("charset-normalizer", "lxml", "py3langid", "pypdf", "python-docx", "trafilatura")
    return {"rules": _RULES} | {name: version(name) for name in names}


def _document(source: str, data: bytes, extract: Extract, note: SourceNote) -> Document:
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        id=content_id(source, digest),
        source=source,
        text=extract.text,
        sha256=digest,
        text_sha256=hashlib.sha256(extract.text.encode("utf-8")).hexdigest(),
        extractor=extract.extractor,
        encoding=extract.encoding,
        title=note.title or extract.title,
        outlet=note.outlet or extract.outlet,
        published=note.published or extract.published,
        language=_language(extract.text),
        page_starts=extract.page_starts,
    )


def _extract(data: bytes, suffix: str) -> Extract:
    if suffix == ".pdf":
        return read_pdf(data)
    if suffix == ".docx":
        return read_docx(data)
    if suffix in (".html", ".htm"):
        return read_html(*_decode(data, _declared(data)))
    return _read_plain(data, suffix)


def _read_plain(data: bytes, suffix: str) -> Extract:
    for magic, name in _OTHER_FORMATS.items():
        if data.startswith(magic):
            raise DocumentError(f"The file is {name} in spite of its suffix {suffix}: rename it.")
    text, encoding = _decode(data)
    if suffix == ".txt":
        return Extract(text, "plain", encoding=encoding)
    title, published = front_matter(text)
    # A "# " inside a code block is a comment of that code, not a heading.
    heading = _HEADING.search(_FENCED.sub("", text))
    if heading:
        # "# Title #" may be closed as it is opened.
        title = heading.group(1).rstrip().rstrip("#").rstrip() or title
    return Extract(text, "plain", encoding=encoding, title=title, published=published)


def _language(text: str) -> str | None:
    """The ISO 639-1 code of the text's main language, or None for too few letters."""
    sample = text[:_LANGUAGE_SAMPLE]
    if sum(character.isalpha() for character in sample) < _LANGUAGE_LETTERS:
        return None
    from py3langid import classify

    language, _ = classify(sample)
    return str(language)


def _read_bytes(path: Path, max_bytes: int) -> bytes:
    """The whole file as it stood at one moment; a file that changes is tried twice."""
    for _ in range(2):
        try:
            data = _read_once(path, max_bytes)
        except FileNotFoundError as error:
            raise DocumentError("The file is no longer there.") from error
        except PermissionError as error:
            raise DocumentError("The file may not be read: its permissions forbid it.") from error
        except OSError as error:
            raise DocumentError(f"The file cannot be read ({error.strerror or error}).") from error
        if data is not None:
            return data
    raise DocumentError("The file changed while it was being read: try again when it is at rest.")


def _read_once(path: Path, max_bytes: int) -> bytes | None:
    """The bytes, or None if the file changed meanwhile."""
    # Looked at before it is opened, since opening a device may set something off; and opened
    # without blocking, since a pipe may have taken the file's place in between.
    _check(os.stat(path), max_bytes)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        _check(before, max_bytes)
        data = file.read(max_bytes + 1)
        after = os.fstat(file.fileno())
    same = _state(before) == _state(after) == _state(os.stat(path))
    return data if same and len(data) == after.st_size else None


def _check(status: os.stat_result, max_bytes: int) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise DocumentError("This is a folder, not a file.")
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError("This is a pipe, a socket or a device, not a file.")
    if status.st_size > max_bytes:
        raise DocumentError(
            f"The file has {status.st_size / 2**20:.1f} MiB, more than the {max_bytes / 2**20:.1f} "
            "MiB that are read: split it."
        )


def _state(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _declared(data: bytes) -> str | None:
    """The encoding that a web page states near its start, if Python knows it.

    As browsers do (https://html.spec.whatwg.org/#determining-the-character-encoding), Latin-1
    is read as its superset Windows-1252, and a statement of UTF-16 in plain bytes is void.
    """
    stated = _CHARSET.search(data[:4096])
    try:
        name = codecs.lookup(stated.group(1).decode("ascii")).name if stated else ""
    except (LookupError, UnicodeDecodeError):
        return None
    wider = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}
    return None if name.startswith(("utf-16", "utf-32")) else wider.get(name, name) or None


def _decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text without its byte-order mark, and the encoding's name.

    A byte-order mark decides; then what is declared; then UTF-8, if every byte agrees; then the
    best of the older encodings. Raises DocumentError where none fits, or the file is binary.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name), name
    if declared:
        try:
            return data.decode(declared), declared
        except (ValueError, LookupError):  # also codecs that are no encodings of text
            pass  # pages lie about their encoding; the bytes then decide
    wide = _without_mark(data)
    if wide:
        return _strictly(data, wide), wide
    if b"\0" in data or len(_BINARY.findall(data[:_SAMPLE])) > min(len(data), _SAMPLE) // 100:
        raise DocumentError("The file is binary, not text: its suffix is wrong or it is damaged.")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(data, error)
    return _legacy(data)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"The file says it is {name.upper()} but breaks off from it at byte {error.start}: "
            "save it again as UTF-8."
        ) from error


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: in most scripts' texts one byte of each space and digit is 0."""
    head = data[:_SAMPLE]
    if len(data) % 2 or not head:
        return None
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        low = head[::2] if name == "utf-16-le" else head[1::2]
        if high.count(0) > 0.1 * len(high) and not low.count(0):
            try:
                text = head[: len(head) // 2 * 2].decode(name, "ignore")
            except UnicodeDecodeError:
                continue
            if all(c.isprintable() or c in "\t\n\r\f\xa0" for c in text):
                return name
    return None


def _refuse_broken_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """A UTF-8 file with a few damaged bytes must not be read as an older encoding."""
    high = sum(byte > 0x7F for byte in data)
    sound = sum(map(len, _MULTIBYTE.findall(data)))
    if sound >= 4 and sound > 0.8 * high:
        raise DocumentError(
            f"The file is UTF-8 but damaged at byte {error.start}: save it again as UTF-8."
        ) from error


def _legacy(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    sample = _around_high_bytes(data)
    guesses = [match.encoding for match in from_bytes(sample, cp_isolation=[*_LEGACY, *_WIDE])]
    names = [*_LEGACY, *[name for name in guesses if name in _WIDE][:1]]
    # Its ranking knows letter frequencies, but it names rare encodings for short texts: it
    # settles what the faults leave open, but that Windows-1252 is what most files are.
    doubt = {name: 0.05 * rank for rank, name in enumerate(guesses[:3])} | {"cp1252": 0.0}
    scored = sorted(
        (_oddness(sample, name) + doubt.get(name, 0.15), rank, name)
        for rank, name in enumerate(names)
    )
    for oddness, _, name in scored:
        if oddness > _WORST:
            break
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    raise DocumentError(
        "The encoding cannot be told and the file is not UTF-8: save it again as UTF-8."
    )


def _around_high_bytes(data: bytes) -> bytes:
    """The lines that hold bytes above ASCII, up to a bound: the others tell nothing."""
    lines, size = [], 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"".join(lines)


def _oddness(sample: bytes, encoding: str) -> float:
    """How unlike writing the sample looks when so decoded: 0 is flawless, infinity impossible.

    The mean, over the characters above ASCII, of the faults that a wrong encoding makes: control
    characters, signs inside words, scripts mixed in a word, small letters before capitals, words
    of accented letters alone; and a small charge if the language was never written so.
    """
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return float("inf")
    faults, count = 0.0, 0
    for index, character in enumerate(text):
        if character.isascii():
            continue
        count += 1
        before = text[index - 1] if index else " "
        after = text[index + 1] if index + 1 < len(text) else " "
        faults += _fault(before, character, after)
    languages = _LEGACY.get(encoding, "").split() or None
    strange = languages is not None and _language(text) not in (None, *languages)
    return faults / max(count, 1) + 0.25 * strange


def _fault(before: str, character: str, after: str) -> float:
    category = unicodedata.category(character)
    if category in ("Cc", "Co", "Cn"):
        return 4.0
    if not category.startswith(("L", "M")):
        inside = before.isalpha() and after.isalpha() and character not in "’‘·\xad\u200c\u200d"
        return 1.0 * inside + 0.5 * (character not in _USUAL_MARKS and category[0] != "P")
    script = _script(character)
    fault = 0.0
    for neighbour in (before, after):
        if neighbour.isalpha():
            fault += 1.0 * (_script(neighbour) != script)
            fault += 0.5 * (script == "LATIN" and not neighbour.isascii())
    return fault + 1.0 * (before.islower() and character.isupper())


def _script(letter: str) -> str:
    """The script as the letter's Unicode name begins; the East Asian ones are one."""
    first = unicodedata.name(letter, "?").split()[0].split("-")[0]
    return "CJK" if first in ("HIRAGANA", "KATAKANA", "HANGUL", "HALFWIDTH", "FULLWIDTH") else first
