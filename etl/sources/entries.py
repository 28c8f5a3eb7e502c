"""sources.yml: what to read. Each entry is checked; an error names the line and what to write instead."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from etl.sources.entry import NAME, Entry
from etl.sources.feed import Feed
from etl.sources.files import Files
from etl.sources.jsonl import Jsonl
from etl.sources.sitemap import Sitemap
from etl.sources.urls import Urls
from etl.sources.warc import Warc


class SourcesError(Exception):
    """sources.yml cannot be used; the message names the line and what to change."""


KINDS: dict[str, type[Entry]] = {
    "feed": Feed,
    "sitemap": Sitemap,
    "urls": Urls,
    "files": Files,
    "jsonl": Jsonl,
    "warc": Warc,
}


def read_entries(file: Path) -> list[Entry]:
    """The entries of sources.yml. Raises SourcesError."""
    entries, broken = sound_and_broken(file)
    if broken:
        raise next(iter(broken.values()))
    return entries


def sound_and_broken(file: Path) -> tuple[list[Entry], dict[str, SourcesError]]:
    """The entries that can be used; by its name, what is wrong with each other one.

    Raises SourcesError where the file cannot be read, or an entry has no name under which it could be missed.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"))
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourcesError(f"{file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SourcesError(f"{file} is not valid YAML: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("sources"), list):
        raise SourcesError(f"{file}: write a list under the key `sources`, one entry per source")
    entries: dict[str, Entry] = {}
    broken: dict[str, SourcesError] = {}
    for node, fields in zip(_entry_nodes(root), content["sources"], strict=True):
        name = fields.get("name") if isinstance(fields, dict) else None
        if name in entries or name in broken:
            line = node.start_mark.line + 1
            raise SourcesError(f"{file}, line {line}: the name {name!r} is taken; choose another")
        try:
            entry = _entry(file, node, fields)
            entries[entry.name] = entry
        except SourcesError as error:
            if not isinstance(name, str) or not re.fullmatch(NAME, name):
                raise
            broken[name] = error
    return list(entries.values()), broken


def enabled(file: Path) -> list[Entry]:
    """The entries that are switched on. Raises SourcesError."""
    return [entry for entry in read_entries(file) if entry.enabled]


def usable(file: Path) -> list[Entry]:
    """The entries that are switched on and can be used; none where the file cannot: for whoever only watches them."""
    try:
        return [entry for entry in sound_and_broken(file)[0] if entry.enabled]
    except SourcesError:
        return []


def entry_named(file: Path, name: str) -> Entry:
    """One entry. Raises SourcesError where there is none of that name, or it cannot be used."""
    entries, broken = sound_and_broken(file)
    if name in broken:
        raise broken[name]
    for entry in entries:
        if entry.name == name:
            return entry
    raise SourcesError(f"{file} has no source {name!r}")


def _entry_nodes(root: Any) -> list[Any]:
    return next(value.value for key, value in root.value if key.value == "sources")


def _entry(file: Path, node: Any, fields: Any) -> Entry:
    line = node.start_mark.line + 1
    if not isinstance(fields, dict):
        raise SourcesError(f"{file}, line {line}: write an entry's fields below each other, each as `field: value`")
    lines = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    kind = KINDS.get(str(fields.get("kind")))
    if kind is None:
        meant = _meant(str(fields.get("kind")), KINDS)
        at = lines.get("kind", line)
        raise SourcesError(f"{file}, line {at}: `kind` must be one of {', '.join(KINDS)}{meant}")
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        faults = [(lines.get(str(next(iter(e["loc"]), "")), line), _fault(e, kind)) for e in error.errors()]
        raise SourcesError("\n".join(f"{file}, line {at}: {fault}" for at, fault in sorted(faults))) from error


def _fault(error: ErrorDetails, kind: type[Entry]) -> str:
    """What is wrong with a field, and what to write instead."""
    name = str(error["loc"][0]) if error["loc"] else ""
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        known = [field for field in kind.model_fields if field != "kind"]
        return f"unknown field `{name}`{_meant(name, known) or '; there are ' + ', '.join(known)}"
    if error["type"] == "missing":
        return f"`{name}` is missing: {kind.model_fields[name].description}"
    if not name:
        return message
    about = kind.model_fields[name].description
    instead = "" if error["type"] == "value_error" else f" (not {error['input']!r})"
    if error["type"] == "string_type" and isinstance(error["input"], bool | int | float):
        instead = "; YAML reads no, off and figures as values: put it in quotes"  # Norway's code is NO
    return f"`{name}`: {message}{instead}{f'. {about}' if about else ''}"


def _meant(written: str, known: Iterable[str]) -> str:
    close = get_close_matches(written, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
