"""`nutgraf sources`: what is read, whether it works, and how to add a site."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from etl.lake import Lake
    from etl.sources.checking import Finding
    from etl.sources.finding import Search

app = typer.Typer(no_args_is_help=True, help="What sources.yml reads: list, check and add.")


@app.command("list")
def list_() -> None:
    """Show the entries of sources.yml, with their last visit."""
    from etl.settings import Settings
    from etl.sources.entries import read_entries

    settings = Settings()
    with _explained():
        entries = read_entries(settings.sources)
    visits = _last_visits(settings.lake)
    table = _table("source", "kind", "reads", "every", "last visit", "documents", "new", "failed")
    for entry in entries:
        fields = entry.model_dump(exclude_unset=True)
        listed = f"{len(fields.get('urls', ()))} addresses"
        reads = next((fields[name] for name in ("url", "path", "file") if name in fields), listed)
        name = entry.name if entry.enabled else f"[dim]{entry.name} (off)[/]"
        visit = visits.get(entry.name, ("never", "", "", ""))
        table.add_row(name, str(fields["kind"]), escape(reads), _interval(entry.every), *visit)
    Console().print(table)


@app.command()
def check(
    name: Annotated[str | None, typer.Argument(help="An entry of sources.yml; without it, all that are on.")] = None,
) -> None:
    """Read one document of each source and show what it is, or what is wrong and what to do."""
    from etl.settings import Settings
    from etl.sources import Visit
    from etl.sources.checking import check as ask
    from etl.sources.entries import enabled, entry_named
    from etl.sources.web import WebEntry

    settings = Settings()
    with _explained():
        entries = [entry_named(settings.sources, name)] if name else enabled(settings.sources)
    visit = Visit(base=settings.sources.parent, now=datetime.now(UTC), manners=settings.manners)
    table, failed = _table("", "source", "kind", "what it gives"), 0
    console = Console()
    for entry in entries:
        with console.status(f"asking {entry.name}"):
            found = ask(entry, visit)
        failed += not found.title
        table.add_row("[green]✓[/]" if found.title else "[red]✗[/]", found.source, found.kind, _told(found))
    console.print(table)
    if not settings.contact and any(isinstance(entry, WebEntry) for entry in entries):
        console.print("Set NUTGRAF_CONTACT to a page or e-mail: site owners who see our requests can then reach you.")
    raise typer.Exit(1 if failed else 0)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="A site, or a feed or sitemap of it.")],
    name: Annotated[str | None, typer.Option(help="Name of the entry; without it, the host.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
) -> None:
    """Find a site's feed or sitemap and write the entry into sources.yml."""
    from etl.settings import Settings
    from etl.sources.entries import read_entries
    from etl.sources.finding import find
    from etl.sources.writing import add_entry, entry_lines, entry_name

    settings, console = Settings(), Console()
    asked = url if "://" in url else f"https://{url}"
    with _explained():
        entries = read_entries(settings.sources)
    with console.status(f"looking at {asked}"):
        search = find(asked, settings.manners, datetime.now(UTC))
    _show(search, console)
    if not search.candidates:
        raise typer.Exit(1)
    best = search.candidates[0]
    if same := [entry.name for entry in entries if getattr(entry, "url", None) == best.url]:
        raise typer.BadParameter(f"{best.url} is read already, as {same[0]!r}")
    chosen = name or entry_name(best.url, {entry.name for entry in entries})
    lines = entry_lines(chosen, best, asked, datetime.now(UTC).date())
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    if dry_run:
        return
    with _explained():
        add_entry(settings.sources, lines)
    console.print(f"\nWritten to {settings.sources}. `nutgraf sources check {chosen}` reads one page of it.")


def _told(found: "Finding") -> str:
    lines = [f"[yellow]{escape(found.problem)}[/]"] if found.problem else []
    if found.title:
        about = f"{found.published} · {found.words:,} words · {found.url}"
        lines = [escape(found.title), f"[dim]{escape(about)}[/]", *lines]
    return "\n".join(lines)


def _show(search: "Search", console: Console) -> None:
    if search.candidates:
        table = _table("found", "address", "articles", "newest", "whole text")
        for one in search.candidates:
            newest = f"{one.newest:%Y-%m-%d %H:%M}" if one.newest else "no date"
            whole = "yes" if one.full_text else ""
            table.add_row(one.kind, escape(one.url), f"{one.articles:,}", newest, whole)
        console.print(table)
        return
    console.print("No feed and no sitemap with recent articles was found:")
    for why in dict.fromkeys(search.misses.values()):
        addresses = [address for address, reason in search.misses.items() if reason == why]
        others = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
        console.print(f"  {addresses[0]}{others}: {why}", markup=False, highlight=False, soft_wrap=True)
    console.print("If the site has one elsewhere, give its address; else list pages in an entry of `kind: urls`.")


def _last_visits(lake: "Lake") -> dict[str, tuple[str, str, str, str]]:
    """Source → time, documents, new ones and failed requests of its last visit."""
    import duckdb

    from etl.lake import connect

    query = (
        "select source, strftime(collected_at, '%Y-%m-%d %H:%M'), documents, new, failed "
        "from lake.staging.collections qualify row_number() over (partition by source order by collected_at desc) = 1"
    )
    try:
        with connect(lake, read_only=True) as connection:
            rows = connection.execute(query).fetchall()
    except (FileNotFoundError, duckdb.Error):  # there is no warehouse yet, or one without this table
        return {}
    return {source: (at, f"{documents:,}", f"{new:,}", f"{failed:,}") for source, at, documents, new, failed in rows}


def _interval(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    for unit, length in (("d", 1440), ("h", 60)):
        if minutes and minutes % length == 0:
            return f"{minutes // length}{unit}"
    return f"{minutes}m" if minutes else "run"


def _table(*columns: str) -> Table:
    table = Table(header_style="dim", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


@contextmanager
def _explained() -> Iterator[None]:
    """Show what is wrong with sources.yml as an error of the command, not of the program."""
    from etl.sources.entries import SourcesError

    try:
        yield
    except SourcesError as error:
        raise typer.BadParameter(str(error)) from error
