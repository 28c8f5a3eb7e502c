"""sources.yml: what to read. Each entry is checked; an error names the line and what to write instead."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.sources import Document, Unreadable
from etl.sources.files import read_files


class SourcesError(Exception):
    """sources.yml cannot be used; the message names the line and what to change."""


class Entry(BaseModel):
    """One source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    kind: Literal["files"]
    path: Annotated[str, Field(min_length=1)]
    enabled: bool = True

    def documents(self, base: Path) -> Iterator[Document | Unreadable]:
        """What the source holds; `base`: the folder that a relative path counts from. Raises FileNotFoundError."""
        folder = base / self.path
        if not folder.exists():
            raise FileNotFoundError(f"source {self.name}: there is no {folder}; correct its `path`")
        return read_files(folder, self.name)


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
    try:
        return Entry.model_validate(fields)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors())
        raise SourcesError(
            f"{file}, entry at line {line}: {faults}. Fields: {', '.join(Entry.model_fields)}"
        ) from error
