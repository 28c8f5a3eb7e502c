"""An entry written into sources.yml: what stands there, comments included, stays as it is."""

import os
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from etl.sources.entries import SourcesError, read_entries
from etl.sources.finding import Candidate


def entry_name(url: str, taken: set[str]) -> str:
    """A name for an entry: the host without `www.`; a number behind it where that is taken."""
    host = (urlsplit(url).hostname or "site").removeprefix("www.")
    name = "".join(character if character.isascii() and character.isalnum() else "_" for character in host)
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, 1_000))) if one not in taken)


def entry_lines(name: str, candidate: Candidate, asked: str, today: date) -> list[str]:
    """The entry as lines of YAML, without indentation."""
    lines = [
        f"# found by `nutgraf sources add {asked}` on {today}",
        f"- name: {_scalar(name)}",
        f"  kind: {candidate.kind}",
        f"  url: {_scalar(candidate.url)}",
    ]
    return [*lines, "  full_text: auto"] if candidate.full_text else lines


def add_entry(file: Path, lines: list[str]) -> None:
    """Put an entry behind the last one. Raises SourcesError where the file does not allow it; it is then unchanged."""
    read_entries(file)
    text = file.read_text(encoding="utf-8")
    root: Any = yaml.compose(text)
    entries = next(value for key, value in root.value if key.value == "sources")
    if entries.flow_style or not entries.value:
        entry = "\n".join(lines)
        raise SourcesError(f"{file}: write the list under `sources` in lines, or add the entry yourself:\n{entry}")
    last = entries.value[-1]
    indent = " " * max(0, last.start_mark.column - 2)
    kept = text.splitlines(keepends=True)
    at = _last_line(last) + 1
    if not kept[at - 1].endswith("\n"):
        kept[at - 1] += "\n"
    kept[at:at] = ["\n", *(f"{indent}{line}\n" for line in lines)]
    _replace(file, "".join(kept))


def _last_line(node: Any) -> int:
    """The line on which a node's last word stands; its own end mark lies behind the comments that follow."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        # A block of text ends at the start of the next line.
        return int(node.end_mark.line - (node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line))
    parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
    return max((_last_line(part) for part in parts), default=int(node.start_mark.line))


def _replace(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    try:
        read_entries(draft)
        draft.replace(file)
    except SourcesError as error:
        raise SourcesError(str(error).replace(str(draft), str(file))) from error
    finally:
        draft.unlink(missing_ok=True)


def _scalar(text: str) -> str:
    return str(yaml.safe_dump(text, width=10_000, allow_unicode=True)).removesuffix("\n").removesuffix("\n...")
