"""The warehouse learns what an outlet prints under every story: after a load, for the outlets that it brought.

The warehouse's only writer calls `learn`. Lines are cut from the articles that are cleaned afterwards; what is stored
already is cleaned again by `nutgraf reextract --from-pages`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl import lake as warehouse
from etl.article import BoilerplateLine
from etl.boilerplate.recurrence import MIN_ARTICLES, Recurring, count_stories, may_be_cut, story_share
from etl.cleaning.markup import line_key
from etl.lake import Lake
from etl.schema import columns, from_arrow, stable_id, to_arrow

NEWEST = 2_000  # articles of an outlet that are looked at: what it prints today, at a cost that does not grow
SAMPLE = 40  # articles in which the stories around a line are counted
_DROPPED_CHARACTERS = 300  # that `dropped` keeps of a line

_LOOKED_AT = f"""
create or replace temp table looked_at as
select outlet, version_id, substr(text, body_start + 1) as body, dropped, fetched_at
from lake.staging.articles
where outlet in (select unnest($outlets::varchar[]))
qualify row_number() over (partition by article_id order by fetched_at desc, version_id) = 1
    and row_number() over (partition by outlet order by fetched_at desc, version_id) <= {NEWEST}
"""
_CARRIED = """
create or replace temp table carried as
with
paragraphs as (
    select outlet, version_id, fetched_at, unnest(string_split(body, chr(10) || chr(10))) as line
    from looked_at
),
placed as (
    select
        *,
        row_number() over (partition by version_id) as place,
        count(*) over (partition by version_id) as places,
        trim(regexp_replace(lower(line), '[^\\p{L}\\p{N}_]+', ' ', 'g')) as words,
    from paragraphs
)
select outlet, words, version_id, fetched_at, any_value(line) as line, bool_or(place = 1 or place > places - 2) as edge
from placed
where words <> ''
group by all
"""
_RECURRING = f"""
with sizes as (select outlet, count(*) as n from looked_at group by outlet)
select
    outlet, words, min(line), count(*), any_value(n), avg(edge::int), min(fetched_at), max(fetched_at),
    list(version_id order by hash(version_id))[:{SAMPLE}],
from carried inner join sizes using (outlet)
group by outlet, words
having count(*) >= {MIN_ARTICLES}
"""
# A line that is cut stands in `dropped` from then on; it is boilerplate as long as it goes on being printed.
_STILL_PRINTED = f"""
with force as (select unnest($outlets::varchar[]) as outlet, unnest($lines::varchar[]) as line),
printed as (
    select outlet, version_id, fetched_at, unnest(dropped) as line from looked_at
    union
    select outlet, version_id, fetched_at, left(line, {_DROPPED_CHARACTERS}) from carried
)
select outlet, force.line, count(distinct version_id), max(fetched_at)
from force inner join printed using (outlet) where printed.line = left(force.line, {_DROPPED_CHARACTERS})
group by all
"""


def learn(lake: Lake, batches: Path, names: Iterable[str], now: datetime) -> dict[str, int]:
    """Look at the outlets that these batches brought; how many lines were learned, and how many are cut no longer."""
    files = [str(file) for name in names if (file := batches / name / "articles.parquet").exists()]
    if not files:
        return {"learned": 0, "retired": 0}
    with warehouse.writing(lake) as connection:
        outlets = connection.execute(
            "select distinct outlet from read_parquet(?::varchar[]) where outlet is not null order by outlet", [files]
        ).fetchall()
        return learn_from(connection, [outlet for (outlet,) in outlets], now)


def learn_from(connection: duckdb.DuckDBPyConnection, outlets: Sequence[str], now: datetime) -> dict[str, int]:
    """Learn the lines of some outlets from their newest articles, and retire those that are no longer printed."""
    now = now.replace(microsecond=0)
    in_force = _in_force(connection, outlets)
    connection.execute(_LOOKED_AT, {"outlets": list(outlets)})
    connection.execute(_CARRIED)
    kept = _kept(connection, in_force, now)
    there = {(row.outlet, row.line_key) for row in in_force}
    found = [row for row in _found(connection, now) if (row.outlet, row.line_key) not in there]
    changed = [new for old, new in zip(in_force, kept, strict=True) if new != old] + found
    if changed:
        _write(connection, changed)
    return {"learned": len(found), "retired": sum(row.retired_at is not None for row in kept)}


def _found(connection: duckdb.DuckDBPyConnection, now: datetime) -> list[BoilerplateLine]:
    rows = []
    for outlet, _, line, n, of, edge, first, last, sample in connection.execute(_RECURRING).fetchall():
        recurring = Recurring(outlet, line, n, of, edge)
        if not may_be_cut(recurring, n, n):  # were each of its articles another story
            continue
        bodies = connection.execute("select body from looked_at where version_id in (select unnest(?))", [sample])
        stories = count_stories((body for (body,) in bodies.fetchall()), line)
        if may_be_cut(recurring, stories, len(sample)):
            rows.append(
                BoilerplateLine(
                    line_id=stable_id(outlet, line_key(line), now),
                    outlet=outlet,
                    line_key=line_key(line),
                    line=line,
                    n_articles=n,
                    n_stories=stories,
                    share=story_share(recurring, stories, len(sample)),
                    first_seen=first.replace(tzinfo=UTC),
                    last_seen=last.replace(tzinfo=UTC),
                    learned_at=now,
                )
            )
    return rows


def _in_force(connection: duckdb.DuckDBPyConnection, outlets: Sequence[str]) -> list[BoilerplateLine]:
    names = ", ".join(column.name for column in columns(BoilerplateLine))
    rows = connection.execute(
        f"select {names} from lake.staging.boilerplate "
        "where retired_at is null and outlet in (select unnest(?::varchar[])) order by line_id",
        [list(outlets)],
    )
    return from_arrow(rows.to_arrow_table(), BoilerplateLine)


def _kept(
    connection: duckdb.DuckDBPyConnection, in_force: list[BoilerplateLine], now: datetime
) -> list[BoilerplateLine]:
    """The lines in force with new counts; retired where fewer than five of the newest articles carried them."""
    given = {"outlets": [row.outlet for row in in_force], "lines": [row.line for row in in_force]}
    printed = {(outlet, line): rest for outlet, line, *rest in connection.execute(_STILL_PRINTED, given).fetchall()}
    kept = []
    for row in in_force:
        n, last = printed.get((row.outlet, row.line), (0, row.last_seen))
        if n < MIN_ARTICLES:
            kept.append(replace(row, retired_at=now))
        else:
            kept.append(replace(row, n_articles=n, last_seen=last.replace(tzinfo=UTC)))
    return kept


def _write(connection: duckdb.DuckDBPyConnection, rows: list[BoilerplateLine]) -> None:
    connection.register("learned", to_arrow(rows, BoilerplateLine))
    connection.begin()
    try:
        connection.execute("delete from lake.staging.boilerplate where line_id in (select line_id from learned)")
        connection.execute("insert into lake.staging.boilerplate by name select * from learned")
        connection.execute("call ducklake_set_commit_message('lake', 'nutgraf', 'learn boilerplate')")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.unregister("learned")
