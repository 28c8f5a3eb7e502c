"""Two runs at the same time on one warehouse: nothing is lost, nothing doubled, whoever comes first."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, ROOT
from test_novelty import STORY, Newsroom, html, in_this_process  # noqa: F401  a fixture

from etl import lake as warehouse
from etl import nlp, pipeline
from etl.batch import write_rows
from etl.cleaning import clean
from etl.collecting import MANNERS
from etl.facts import FACT_TYPES
from etl.lake import Lake
from etl.nlp import DEFAULT_MODEL
from etl.sources.journal import Fetch

TABLES = ("pages", "articles", "rejections", "sightings", "sentences", *(record.TABLE for record in FACT_TYPES))
OF_THE_CLOCK = "fetched_at", "ingested_at", "rejected_at", "seen_at"


# ── the order of cleaning and loading, one by one ────────────────────────────────────────────────────────────────────


@pytest.fixture
def newsroom(tmp_path, lake):
    return Newsroom(tmp_path / "batches", lake)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["the first is loaded first", "the second is loaded first"])
def test_words_that_two_runs_cleaned_at_once_are_one_version(newsroom, tmp_path, order):
    second = html(*STORY, sidebar="<li>Mill burns down on Sunday</li>")
    batches = [newsroom.receive(html(*STORY)), newsroom.receive(second)]
    for batch in batches:
        pipeline.clean(batch, newsroom.folder, 20, 1, newsroom.lake)
    for number in order:
        pipeline.load(batches[number], newsroom.folder, newsroom.lake)
    overlapping = newsroom.everything()
    pipeline.load(batches[order[0]], newsroom.folder, newsroom.lake)  # a task that is cleared
    assert newsroom.everything() == overlapping
    undisturbed = Newsroom(
        tmp_path / "other", Lake(f"{newsroom.lake.catalog}.2", f"{tmp_path}/2/", newsroom.lake.extensions)
    )
    for content in (html(*STORY), second):
        undisturbed.read(undisturbed.receive(content))
    assert {table: len(rows) for table, rows in overlapping.items()} == undisturbed.sizes()
    assert [row[2] for row in overlapping["articles"]] == [row[2] for row in undisturbed.rows("articles")]  # page_id
    assert overlapping["sightings"] == undisturbed.rows("sightings")


def test_a_correction_that_is_taken_back_is_still_the_latest_version(newsroom):
    corrected = html(STORY[0].replace("northern", "southern"), STORY[1])
    for content in (html(*STORY), corrected, html(*STORY)):
        newsroom.read(newsroom.receive(content))
    assert newsroom.sizes() == {"pages": 3, "articles": 2, "rejections": 0, "sightings": 0}


def test_of_two_requests_the_later_one_tells_the_next_run_what_to_ask(newsroom):
    for name, hours, etag in (("later", 2, "b"), ("earlier", 1, "a")):
        row = Fetch(
            fetch_id="f",
            source="herald",
            url="https://herald.example/rss",
            listing=True,
            fetched_at=NOW + timedelta(hours=hours),
            outcome="received",
            detail="",
            attempt=0,
            etag=etag,
        )
        batch = newsroom.receive(f"Too short {name}.".encode())
        write_rows(newsroom.folder / batch, Fetch.TABLE, Fetch, [row])
        newsroom.read(batch)
    assert [row.etag for row in last(newsroom.lake)] == ["b"]


def last(lake: Lake) -> list[Fetch]:
    with warehouse.connect(lake, read_only=True) as connection:
        return list(warehouse.last_fetches(connection, "herald", NOW - timedelta(days=9)).values())


# ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def run(folder: Path, lake: Lake, edition: int) -> None:
    """A run of all stages, as the DAGs make it. `edition`: which advertisements its pages carry, and its clock."""
    pipeline.clean_all = lambda pages, **_: map(clean, pages)  # type: ignore[assignment]
    now = NOW + timedelta(minutes=edition)
    for source in ("dump", "site"):
        batches = folder / "batches"
        for batch in pipeline.visit(folder / f"sources{edition}.yml", source, batches, lake, 2, now, MANNERS, None):
            pipeline.clean(batch, batches, 20, 1, lake)
            pipeline.extract(batch, batches, DEFAULT_MODEL)
            pipeline.load(batch, batches, lake)


def prepared(folder: Path) -> Lake:
    """Sources of two runs: a dump that is the same for both, a site whose pages differ beside the text."""
    lines = []
    for town in ("Porto", "Genoa", "Gdansk"):
        text = " ".join(f"{line} The mayor of {town} thanked {n + 2} engineers." for n, line in enumerate(STORY))
        lines.append(json.dumps({"url": f"https://dump.example/{town}", "text": text}))
        for edition in (1, 2):
            site = folder / f"site{edition}"
            site.mkdir(parents=True, exist_ok=True)
            story = (STORY[0].replace("bridge", f"bridge of {town}"), STORY[1])
            (site / f"{town}.html").write_bytes(html(*story, sidebar=f"<li>Advertisement {edition}</li>"))
    (folder / "dump.jsonl").write_text("\n".join(lines))
    for edition in (1, 2):
        entries = "name: dump, kind: jsonl, path: dump.jsonl", f"name: site, kind: files, path: site{edition}"
        text = "sources:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)
        (folder / f"sources{edition}.yml").write_text(text)
    lake = Lake(f"ducklake:sqlite:{folder}/catalog.sqlite", f"{folder}/lake/", f"{folder}/extensions")
    warehouse.prepare(lake)
    return lake


# Which of two pages with the same words brought the version, and which was only seen, is whoever came first.
KEPT = {"articles": "article_id, version_id, text", "sightings": "count(*)"}


def content(lake: Lake) -> dict[str, list[tuple]]:
    """What stands in staging, times of receipt aside."""
    with warehouse.connect(lake, read_only=True) as connection:
        found = {}
        for table in TABLES:
            kept = KEPT.get(table, f"columns(c -> c not in {OF_THE_CLOCK})")
            found[table] = connection.execute(f"select {kept} from lake.staging.{table} order by all").fetchall()
        return found


def test_two_runs_at_once_leave_what_one_after_the_other_leaves(tmp_path):
    lake = prepared(tmp_path / "at_once")
    command = [sys.executable, __file__, str(tmp_path / "at_once"), lake.catalog, lake.data_path, lake.extensions]
    runs = [
        subprocess.Popen([*command, str(edition)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for edition in (1, 2)
    ]
    for each in runs:
        assert each.stdout.readline() == "ready\n"
    for each in runs:  # all begin together
        each.stdin.write("\n")
        each.stdin.flush()
    assert [each.wait(300) for each in runs] == [0, 0]
    for each in runs:
        each.stdin.close()
        each.stdout.close()
    undisturbed = prepared(tmp_path / "one_by_one")
    for edition in (1, 2):
        run(tmp_path / "one_by_one", undisturbed, edition)
    assert content(lake) == content(undisturbed)
    with warehouse.connect(lake, read_only=True) as connection:
        visits = connection.sql("select source, count(*) from lake.staging.collections group by all").fetchall()
    assert {source for source, _ in visits} == {"dump", "site"}


if __name__ == "__main__":
    list(nlp.parse(["It is loaded."], DEFAULT_MODEL))
    print("ready", flush=True)
    sys.stdin.readline()
    run(Path(sys.argv[1]), Lake(*sys.argv[2:5]), int(sys.argv[5]))
