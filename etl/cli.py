"""The command `nutgraf`: the same stages from a terminal."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from etl.terminal import sources as sources_command

app = typer.Typer(no_args_is_help=True, add_completion=False, help="News articles into a SQL warehouse of facts.")
app.add_typer(sources_command.app, name="sources")
alerts = typer.Typer(no_args_is_help=True, help="Who is told of failures: try it, list what was told.")
app.add_typer(alerts, name="alerts")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A .txt, .html or .htm file, also .gz.")],
    as_json: Annotated[bool, typer.Option("--json", help="Every column, for machines.")] = False,
    published: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of publication, where the file does not say.")
    ] = None,
) -> None:
    """Show what one article says."""
    from etl.settings import Settings
    from etl.terminal.reading_room import as_records, read_file, show

    article, facts = read_file(file, published.date() if published else None, Settings().spacy_model)
    if as_json:
        print(json.dumps(as_records(article, facts), ensure_ascii=False, indent=1, default=str))
    else:
        show(article, facts, Console())


@app.command()
def run(
    articles: Annotated[
        str | None,
        typer.Argument(help="Folder, dump or web archive to read, or s3://…; without it, what sources.yml names."),
    ] = None,
    source: Annotated[str, typer.Option(help="Name under which its articles are kept.")] = "archive",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day, of a dump or archive.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day.")] = None,
    host: Annotated[list[str] | None, typer.Option(help="Only this host and what lies below it; repeatable.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language, as in `en`; repeatable.")] = None,
) -> None:
    """Run the daily job once, through Airflow in this process: sources → facts → audited, published marts."""
    from etl.settings import Settings
    from etl.terminal.daily_run import daily_run

    if articles is None:
        raise typer.Exit(daily_run(Settings(), None))
    from etl.sources import SourceUnavailableError
    from etl.sources.archives import archive_entries

    asked: dict[str, Any] = {
        "since": f"{since:%Y-%m-%d}" if since else None,
        "until": f"{until:%Y-%m-%d}" if until else None,
        "hosts": host or [],
        "languages": language or [],
    }
    path = articles if "://" in articles else str(Path(articles).resolve())
    try:
        archive_entries(path, Path.cwd(), name=source, **asked)
    except (FileNotFoundError, ValueError, SourceUnavailableError) as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.Exit(daily_run(Settings(), {"path": path, "source": source} | asked))


@app.command()
def sql(
    query: Annotated[str | None, typer.Option("-c", "--command", help="Run this and leave.")] = None,
    file: Annotated[Path | None, typer.Option(help="Another release than the current one.")] = None,
) -> None:
    """Open the published marts, read-only, in a SQL shell."""
    from etl.publish import CURRENT
    from etl.settings import Settings

    database = file or Settings().releases / CURRENT
    if not database.exists():
        raise typer.BadParameter(f"{database} does not exist yet: `make run` (or `nutgraf run`) publishes it")
    if query is None:
        shell = Path(sys.executable).with_name("harlequin")
        os.execv(shell, [str(shell), "-r", "--no-download-tzdata", str(database.resolve())])
    import duckdb

    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        try:
            connection.sql(query).show(max_width=200)
        except duckdb.Error as error:
            raise typer.BadParameter(str(error)) from error


@app.command()
def releases() -> None:
    """List the published files, oldest first."""
    from etl.publish import CURRENT, names
    from etl.settings import Settings

    folder = Settings().releases
    current = (folder / CURRENT).resolve().name
    for name in names(folder):
        print(f"{'*' if name == current else ' '} {name}")


@app.command()
def export(
    warc: Annotated[Path, typer.Option(help="Web archive to write: NAME.warc or NAME.warc.gz.")],
    source: Annotated[str | None, typer.Option(help="Only pages of this source.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only pages received since.")] = None,
) -> None:
    """Write the kept raw pages as a web archive, which `nutgraf run FILE` reads again."""
    from etl.export import export_warc
    from etl.settings import Settings

    if not warc.name.endswith((".warc", ".warc.gz")):
        raise typer.BadParameter(f"{warc}: the name must end in .warc or .warc.gz")
    settings = Settings()
    try:
        number = export_warc(settings.lake, settings.batches, warc, source, since.date() if since else None)
    except OSError as error:
        raise typer.BadParameter(str(error)) from error
    print(f"{number:,} pages written to {warc}")


@app.command()
def rollback(name: Annotated[str, typer.Argument(help="A file that `nutgraf releases` lists.")]) -> None:
    """Let `current.duckdb` point at another release."""
    from etl.publish import point_at
    from etl.settings import Settings

    try:
        point_at(Settings().releases, name)
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error)) from error


@app.command()
def report(
    since: Annotated[
        str, typer.Option(help="First day of the runs that are listed: `7d`, or a day as in 2026-11-20.")
    ] = "7d",
    owner: Annotated[str | None, typer.Option(help="Only failed checks of this owner: `extraction`.")] = None,
    check: Annotated[bool, typer.Option("--check", help="End with 1 unless the newest run is published.")] = False,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser instead.")] = False,
) -> None:
    """Say whether today is published, and if not, which checks failed, where and since when."""
    from etl.settings import Settings
    from etl.terminal import report as quality

    if open_page:
        raise typer.Exit(0 if quality.open_page(Settings(), Console()) else 1)
    try:
        first = quality.first_day(since, datetime.now(UTC).date())
        found = quality.run(Settings(), Console(), first, owner)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.Exit(1 if check and not found.published else 0)


@app.command()
def reextract(
    source: Annotated[str | None, typer.Option(help="Only articles of this entry of sources.yml.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only articles received on this day or later.")
    ] = None,
    from_pages: Annotated[bool, typer.Option("--from-pages", help="Clean the kept pages anew first.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Load without asking.")] = False,
) -> None:
    """Read again what an older extractor read; shows what would change before it is loaded."""
    from etl.settings import Settings
    from etl.terminal.reextract import run as read_again

    def agree() -> bool:
        return yes or typer.confirm("Load these changes?")

    raise typer.Exit(
        read_again(Settings(), source, since.date() if since else None, from_pages=from_pages, agree=agree)
    )


@app.command()
def up(
    foreground: Annotated[
        bool, typer.Option("--foreground", help="Stay until Ctrl-C or SIGTERM: for systemd and containers.")
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="Only show how each service does.")] = False,
) -> None:
    """Start Airflow in the background: the daily schedule, approvals, the quality report."""
    from etl.settings import Settings
    from etl.terminal import up_down

    act = up_down.status if status else up_down.foreground if foreground else up_down.up
    raise typer.Exit(act(Settings()))


@app.command()
def down() -> None:
    """End the Airflow that `nutgraf up` started, and every process of it."""
    from etl.settings import Settings
    from etl.terminal.up_down import down as end

    raise typer.Exit(end(Settings()))


@app.command()
def maintenance(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be removed.")] = False,
) -> None:
    """Do the weekly upkeep now: join small files, remove old snapshots, releases, report pages, logs and runs."""
    from etl.settings import Settings
    from etl.terminal.maintenance import run as run_maintenance

    raise typer.Exit(run_maintenance(Settings(), Console(), dry_run=dry_run))


@alerts.command("test")
def alerts_test() -> None:
    """Send a test message to everybody that NUTGRAF_ALERTS names, and show who took it."""
    from etl.settings import Settings
    from etl.terminal.alerts import try_targets

    raise typer.Exit(try_targets(Settings(), Console()))


@alerts.command("list")
def alerts_list(number: Annotated[int, typer.Option("-n", min=1, help="How many.")] = 20) -> None:
    """Show the newest messages, and whether they arrived."""
    from etl.settings import Settings
    from etl.terminal.alerts import list_told

    list_told(Settings().lake, number, Console())


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Check the environment and say what to do: packages, model, warehouse, disk, Airflow, settings."""
    from etl.terminal.doctor import doctor as examine

    def settings(**given: Any) -> Any:
        from etl.settings import Settings

        return Settings(**given)

    raise typer.Exit(examine(settings, as_json=as_json))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def airflow(context: typer.Context) -> None:
    """Run an airflow command in this project's environment: `nutgraf airflow dags list`."""
    from etl.scheduler.home import prepare
    from etl.settings import Settings

    prepare(Settings())
    if context.args[:1] == ["backfill"] and "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" not in os.environ:  # it is SQLite
        os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS"] = "etl.scheduler.patience.CONNECT_ARGS"
    command = Path(sys.executable).with_name("airflow")
    raise typer.Exit(subprocess.run([str(command), *context.args], check=False).returncode)


def main() -> None:
    """Run a command; a setting that is wrong, or a fault of the machine, is named in one line."""
    from pydantic import ValidationError

    from etl.faults import MachineError

    try:
        app()
    except MachineError as error:
        raise SystemExit(str(error)) from None
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))} {e['msg']}".strip() for e in error.errors())
        raise SystemExit(f"A setting of the environment or of .env is wrong: {faults}") from None


if __name__ == "__main__":
    main()
