"""A path that a person names on demand → the entries that read it, one per kind of source found there."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

from etl.sources import files, json_objects, warc_records
from etl.sources.archive import Archive
from etl.sources.entry import Entry
from etl.sources.files import Files
from etl.sources.jsonl import Jsonl
from etl.sources.storage import stored
from etl.sources.warc import Warc

Kind = Literal["auto", "files", "jsonl", "warc"]
SUFFIXES: dict[str, tuple[str, ...]] = {
    "warc": warc_records.SUFFIXES,
    "jsonl": json_objects.SUFFIXES,
    "files": files.SUFFIXES,
}
KINDS: dict[str, type[Entry]] = {"warc": Warc, "jsonl": Jsonl, "files": Files}


def archive_entries(  # noqa: PLR0913  one argument per question that a person is asked
    path: str,
    base: Path,
    *,
    name: str = "archive",
    kind: Kind = "auto",
    since: date | str | None = None,
    until: date | str | None = None,
    hosts: Iterable[str] = (),
    languages: Iterable[str] = (),
    fields: dict[str, str] | None = None,
) -> list[Entry]:
    """The entries that read a file, a folder or a pattern, here or on S3; `auto` tells kinds by suffix.

    `base`: the folder that a relative path counts from. `fields`: names of a dump's fields, where they are unusual.
    Raises FileNotFoundError where the path leads nowhere, ValueError where an argument does not fit what lies there.
    """
    wanted: dict[str, Any] = {"since": since, "until": until, "hosts": tuple(hosts), "languages": tuple(languages)}
    wanted = {field: value for field, value in wanted.items() if value}
    kinds = kinds_at(path, base) if kind == "auto" else [kind]
    if not kinds:
        raise ValueError(f"{path} holds nothing to read; suffixes: {', '.join(sum(SUFFIXES.values(), ()))}")
    entries = []
    for found in kinds:
        given = {"name": name, "kind": found, "path": path}
        if issubclass(KINDS[found], Archive):
            given |= wanted | ({"fields": fields} if fields and found == "jsonl" else {})
        elif wanted:
            raise ValueError(f"{', '.join(wanted)}: for dumps and web archives only; single files are read whole")
        entries.append(KINDS[found].model_validate(given))
    return entries


def kinds_at(path: str, base: Path) -> list[str]:
    """The kinds of source under a path, by suffix. Raises FileNotFoundError where it leads nowhere."""
    left = dict(SUFFIXES)
    found = []
    for file in stored(path, base, sum(SUFFIXES.values(), ())):
        for kind in [kind for kind, suffixes in left.items() if file.name.lower().endswith(suffixes)]:
            found.append(kind)
            del left[kind]
        if not left:
            break
    return found
