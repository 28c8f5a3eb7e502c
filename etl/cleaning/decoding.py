"""Bytes → text: is it text at all, of which media type, in which encoding."""

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes
from w3lib.encoding import http_content_type_encoding, resolve_encoding

from etl.cleaning.lexicon import entries

_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a RIFF file (WebP image, WAV or AVI)",
    b"PK\x03\x04": "a ZIP archive (or a Word, Excel or EPUB file)",
    b"\x1f\x8b": "gzip data inside another file",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"{\\rtf": "an RTF document",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a SQLite database",
    b"ID3": "an MP3 file",
    b"OggS": "an Ogg file",
}
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HTML = re.compile(
    r"<!doctype html|<html\b|<head\b|<body\b|<article\b|<div\b|<p\b[^>]*>|<h1\b|<meta\b|<title\b|<br\s*/?>",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?(?:<!doctype html|<html\b)", re.IGNORECASE | re.DOTALL
)
# Tab, line feed, form feed and carriage return are text; the C1 range is left out because cp1252 prints there.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def binary_kind(content: bytes) -> str | None:
    """What a document is when it is no text ("a PDF document"); None where it may be text."""
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    if kind or any(content.startswith(bom) for bom, _ in _BOMS):
        return kind
    head = content[:8192]
    control = len(head) - len(head.translate(None, _CONTROL))
    # A stray NUL happens in text; a share of them does not.
    return "not text (control bytes)" if control > max(2, 0.02 * len(head)) else None


def decode(content: bytes, content_type: str | None = None) -> str | None:
    """The text, without NULs and lone surrogates; None where no encoding fits. `content_type`: the header as sent.

    Order: byte-order mark, UTF-8, the charset of the header, the one that the page declares, then what
    charset-normalizer finds likeliest. Valid UTF-8 is never anything else by chance, so a header cannot overrule it.
    """
    text = next((_try(content, encoding) for bom, encoding in _BOMS if content.startswith(bom)), None)
    text = text if text is not None else _try(content, "utf-8")
    for charset in _declared(content, content_type):
        text = text if text is not None else _try(content, charset)
    if text is None:
        text = _guessed(content)
    return None if text is None else sound(text)


def sound(text: str) -> str:
    """The text as valid Unicode: lone surrogates become U+FFFD, NULs and other control characters go."""
    valid = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return _NO_TEXT.sub("", valid).removeprefix("\ufeff")


def is_markup(text: str, media_type: str | None) -> bool:
    """Whether decoded text is HTML. `media_type`: what the source said, which may be wrong; None: it said nothing."""
    head = text[:3000].lstrip()
    if media_type == "text/html":
        return "<" in text  # words without a single tag are plain text, whatever the file is called
    if media_type == "text/plain":
        return bool(_DOCUMENT.match(head))
    return bool(_HTML.search(head))


def _declared(content: bytes, content_type: str | None) -> Iterator[str]:
    """Charsets by header and by meta tag, as browsers read their names (`iso-8859-1` is Windows-1252)."""
    if content_type and (charset := http_content_type_encoding(content_type)):
        yield charset
    if match := _META_CHARSET.search(content[:4096]):
        label = match[1].decode("ascii")
        yield resolve_encoding(label) or label
        yield label


def _guessed(content: bytes) -> str | None:
    """The text in the likeliest legacy encoding; Windows-1252, the web's own default, where it is as likely."""
    matches = from_bytes(content[:100_000], cp_isolation=list(entries("encodings")))
    best = matches.best()
    if best is None:
        return None
    western = next((match for match in matches if match.encoding == "cp1252" and match.chaos <= best.chaos), best)
    text = content.decode(western.encoding, errors="replace")
    return text if _reads_like_text(text) else None


def _reads_like_text(text: str) -> bool:
    """Whether a guessed encoding made words: some eight-bit encoding fits any bytes."""
    head = text[:5000]
    good = sum(character.isalnum() or character.isspace() or character.isascii() for character in head)
    return good >= 0.9 * len(head) and len(head.split()) > len(head) / 60


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
