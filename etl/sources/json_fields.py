"""Which field of a dump's object says what: as the entry in sources.yml maps it, or by the usual names."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

# Names that dumps use, the most telling first; `a.b` leads into an object. Case, `_` and `-` do not count.
USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "article body", "maintext", "full text", "article text", "body text", "plain text"),
        *("content", "article", "story", "html", "body html", "raw html"),
    ),
    "title": ("title", "headline.main", "headline", "head", "article title"),
    "url": ("url", "link", "uri", "web url", "article url", "source url", "permalink", "canonical url"),
    "published": (
        *("published", "published at", "date published", "publish date", "date publish", "publication date"),
        *("pub date", "published date", "publication time", "date", "datetime", "timestamp", "created at"),
    ),
    "authors": ("authors", "author", "byline.original", "byline", "by", "creator"),
    "outlet": ("outlet", "publisher.name", "publisher", "publication", "site name", "source.name", "source domain"),
    "id": ("id", "_id", "article id", "guid", "uuid"),
}
_EPOCH_SECONDS = (10**8, 10**10)  # 1973 to 2286; a thousand times as much: milliseconds


class FieldMap(BaseModel):
    """The name of each field in a dump; those that are left out are found by the usual names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str | None, Field(description="Body, as plain text or HTML.")] = None
    title: Annotated[str | None, Field(description="Headline.")] = None
    url: Annotated[str | None, Field(description="Web address.")] = None
    published: Annotated[
        str | None, Field(description="When it was published: printed date, or seconds since 1970.")
    ] = None
    authors: Annotated[str | None, Field(description="List of names, or the byline.")] = None
    outlet: Annotated[str | None, Field(description="Who published it.")] = None
    id: Annotated[str | None, Field(description="What tells articles without an address apart.")] = None

    def value(self, name: str, fields: dict[str, Any]) -> Any:
        """What an object says under a field; None where it says nothing."""
        mapped = getattr(self, name)
        if mapped:
            return _at(fields, mapped)
        folded = {_folded(key): value for key, value in fields.items()}
        return next((v for usual in USUAL[name] if (v := _at(folded, usual, _folded)) not in (None, "", [], {})), None)


def _at(fields: dict[str, Any], path: str, spelled: Any = str) -> Any:
    if path in fields:
        return fields[path]
    value: Any = fields
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(spelled(name), value.get(name))
    return value


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower() or name


def text_of(value: Any) -> str | None:
    """A value as one text: a list of paragraphs is joined. None where it is none."""
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    return sound(value) if isinstance(value, str) and value.strip() else None


def sound(text: str) -> str:
    """The text as valid Unicode: halves of surrogate pairs are joined, lone ones become U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def moment_of(value: Any) -> str | None:
    """A publication time as printed; seconds or milliseconds since 1970 in ISO form."""
    if isinstance(value, dict):
        value = value.get("$date")  # as MongoDB exports it
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        least, most = _EPOCH_SECONDS
        seconds = float(value) / 1000 if value >= most else float(value)
        return datetime.fromtimestamp(seconds, UTC).isoformat() if least <= seconds < most else None
    return text_of(value)


def authors_of(value: Any) -> tuple[str, ...]:
    """Authors as printed: names, objects with a `name`, or one byline."""
    values = value if isinstance(value, list) else [value]
    names = (text_of(v.get("name") if isinstance(v, dict) else v) for v in values)
    return tuple(name.strip() for name in names if name)
