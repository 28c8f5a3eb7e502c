"""`nutgraf reextract`: read the past again, show what would change, ask, load."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import track

from etl import pipeline
from etl.facts import EXTRACTOR_VERSION
from etl.revisions import reextraction
from etl.revisions.changes import compare
from etl.settings import Settings

if TYPE_CHECKING:
    from etl.proposals.proposer import Proposer


def run(
    settings: Settings, source: str | None, since: date | None, *, from_pages: bool, agree: Callable[[], bool]
) -> int:
    """Re-read what an older extractor read; the exit code: 0 loaded or nothing to do, 1 refused.

    `agree`: asked once, when what would change is on the screen.
    """
    console = Console()
    names = _plan(settings, source, since, console, from_pages=from_pages)
    if not names:
        console.print(f"Nothing to do: everything was read by extractor {EXTRACTOR_VERSION}.", highlight=False)
        return 0
    for name in track(names, "extract", console=console):
        pipeline.extract(name, settings.batches, settings.spacy_model, _proposer(settings))
    console.print(str(compare(settings.lake, settings.batches, names)), highlight=False)
    if not agree():
        console.print("Nothing was changed.")
        return 1
    for name in track(names, "load", console=console):
        pipeline.load(name, settings.batches, settings.lake)
    console.print("Loaded. `nutgraf run` builds, audits and publishes the marts.")
    return 0


def _plan(
    settings: Settings, source: str | None, since: date | None, console: Console, *, from_pages: bool
) -> list[str]:
    try:
        names = reextraction.plan(
            settings.lake, settings.batches, settings.batch_size, source, since, from_pages=from_pages
        )
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error)) from error
    if not from_pages:
        return names
    return [
        name
        for name in track(names, "clean", console=console)
        if reextraction.clean_anew(
            name, settings.batches, settings.lake, settings.clean_timeout_seconds, settings.clean_workers
        )
    ]


def _proposer(settings: Settings) -> "Proposer | None":
    if settings.llm is None:
        return None
    from etl.proposals.proposer import Proposer  # noqa: PLC0415  an optional extra

    return Proposer(settings.llm)
