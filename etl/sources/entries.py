"""sources.yml: what to read. Each entry is checked; an error names the line and what to write instead."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from etl.sources.entry import Entry
from etl.sources.files import Files


class SourcesError(Exception):
    """sources.yml cannot be used; the message names the line and what to change."""


KINDS: dict[str, type[Entry]] = {"files": Files}


def read_entries(file: Path) -> list[Entry]:
    """The entries of sources.yml. Raises SourcesError."""
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"))
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourcesError(f"{file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SourcesError(f"{file} is not valid YAML: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("sources"), list):
        raise SourcesError(f"{file}: write a list under the key `sources`, one entry per source")
    lines = [node.start_mark.line + 1 for node in _entry_nodes(root)]
    entries = [_entry(file, line, fields) for line, fields in zip(lines, content["sources"], strict=True)]
    for number, entry in enumerate(entries):
        if entry.name in {earlier.name for earlier in entries[:number]}:
            raise SourcesError(f"{file}, line {lines[number]}: the name {entry.name!r} is taken; choose another")
    return entries


def enabled(file: Path) -> list[Entry]:
    """The entries that are switched on."""
    return [entry for entry in read_entries(file) if entry.enabled]


def entry_named(file: Path, name: str) -> Entry:
    """One entry. Raises SourcesError where there is none of that name."""
    for entry in read_entries(file):
        if entry.name == name:
            return entry
    raise SourcesError(f"{file} has no source {name!r}")


def _entry_nodes(root: Any) -> list[Any]:
    return next(value.value for key, value in root.value if key.value == "sources")


def _entry(file: Path, line: int, fields: Any) -> Entry:
    kind = KINDS.get(str(fields.get("kind"))) if isinstance(fields, dict) else None
    if kind is None:
        raise SourcesError(f"{file}, entry at line {line}: `kind` must be one of {', '.join(KINDS)}")
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
        known = ", ".join(kind.model_fields)
        raise SourcesError(f"{file}, entry at line {line}: {faults}. Fields of {fields['kind']}: {known}") from error
