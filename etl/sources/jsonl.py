"""Dumps → documents: one JSON object per article, a line each (`.jsonl`, `.ndjson`) or in an array (`.json`)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from etl.cleaning.day_order import Surroundings
from etl.cleaning.timestamp import read_timestamp
from etl.sources import Document, Found, Listed, Unreadable, Visit
from etl.sources.archive import MAX_BYTES, Archive
from etl.sources.json_fields import FieldMap, authors_of, moment_of, text_of
from etl.sources.json_objects import SUFFIXES, Broken, Item, objects
from etl.sources.packing import DAMAGED, explained, unpacked
from etl.sources.storage import Stored, stored

_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|article|section|div|p|h[1-6]|br|ul|table|span)\b[^>]*>", re.IGNORECASE
)


class Jsonl(Archive):
    """Dumps: `.jsonl`, `.ndjson`, `.json`, each also packed as `.gz` or `.zst`."""

    kind: Literal["jsonl"]
    fields: Annotated[FieldMap, Field(description="Names of the fields, where they are not the usual ones.")] = (
        FieldMap()
    )

    def documents(self, visit: Visit) -> Iterator[Found]:
        """The articles, in the order of the dump; `since` and `until` mean the day of publication."""
        for file in stored(self.path, visit.base, SUFFIXES):
            yield from self._articles(file)

    def _articles(self, file: Stored) -> Iterator[Document | Unreadable]:
        address = f"{self.name}:{file.name}"
        try:
            with file.open() as stream:
                for found in objects(unpacked(stream, file.name), file.name):
                    if isinstance(found, Broken):
                        reason: Literal["too_large", "unreadable"] = "too_large" if found.too_large else "unreadable"
                        yield Unreadable(url=f"{address}#{found.place}", reason=reason, detail=found.detail)
                    elif article := self._article(found, address):
                        yield article
        except DAMAGED as error:
            yield Unreadable(url=address, reason="unreadable", detail=explained(error))

    def _article(self, item: Item, file: str) -> Document | Unreadable | None:
        """The article of an object; None where it is not wanted."""
        named = {name: self.fields.value(name, item.fields) for name in FieldMap.model_fields}
        url, published = _address(named, file, item.place), moment_of(named["published"])
        text = text_of(named["text"])
        if text is None:
            there = ", ".join(sorted(item.fields)[:20])
            detail = f"{item.place}: no text under {self.fields.text or 'any usual name'}; the fields are {there}"
            return Unreadable(url=url, reason="empty", detail=detail)
        content = text.encode()
        if len(content) > MAX_BYTES:
            return Unreadable(url=url, reason="too_large", detail=f"{len(content):,} bytes; the limit is {MAX_BYTES:,}")
        if not (
            self.from_wanted_host(url) and self.on_wanted_day(_day(published)) and self.in_wanted_language(content)
        ):
            return None
        listed = Listed(
            title=text_of(named["title"]),
            published=published,
            authors=authors_of(named["authors"]),
            outlet=text_of(named["outlet"]),
        )
        media_type = "text/html" if _MARKUP.search(text[:3000]) else "text/plain"
        return Document(url=url, media_type=media_type, content=content, listed=listed)


def _address(named: dict[str, object], file: str, place: str) -> str:
    """The article's web address; without one its id in the file, or its line."""
    url = text_of(named["url"])
    if url and _WEB_ADDRESS.fullmatch(url.strip()):
        return url.strip()
    return f"{file}#{text_of(named['id']) or place}"


def _day(printed: str | None) -> date | None:
    stamp = read_timestamp(printed, Surroundings()) if printed else None
    return stamp.on if stamp else None
