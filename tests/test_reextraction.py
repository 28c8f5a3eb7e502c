"""A better extractor, a better cleaner: what would change is counted, then loaded; then nothing is left to do."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import NOW
from test_novelty import CORRECTED, MEMBERS, MEMBERS_KEY, STORY, Newsroom, html, in_this_process, learn  # noqa: F401  a fixture
from typer.testing import CliRunner

from etl import lake as warehouse
from etl import pipeline
from etl.facts import EXTRACTOR_VERSION
from etl.nlp import DEFAULT_MODEL
from etl.revisions import reextraction
from etl.revisions.changes import compare

FERRY = (
    "Ana Ruiz, the mayor of Tarvik, said on Tuesday that the ferry carries 400 passengers a day.",
    "“The ferry is not a bridge,” Ruiz told reporters. Nine people were injured in the storm.",
)


class Archive(Newsroom):
    """A warehouse whose articles were read in full."""

    def read(self, batch: str) -> dict[str, int]:
        counts = pipeline.clean(batch, self.folder, 20, 1, self.lake)
        pipeline.extract(batch, self.folder, DEFAULT_MODEL)
        pipeline.load(batch, self.folder, self.lake)
        return counts

    def execute(self, *statements: str) -> None:
        with warehouse.connect(self.lake) as connection:
            for statement in statements:
                connection.execute(statement)

    def facts(self) -> dict[str, list]:
        return {table: self.rows(table) for table in ("sentences", "quotations", "quantities", "roles", "mentions")}

    def plan(self, **chosen) -> list[str]:
        return reextraction.plan(self.lake, self.folder, 200, **{"from_pages": False} | chosen)

    def read_again(self, names: list[str]) -> list[str]:
        for name in names:
            pipeline.extract(name, self.folder, DEFAULT_MODEL)
        return names

    def clean_anew(self, names: list[str]) -> list[str]:
        return [name for name in names if reextraction.clean_anew(name, self.folder, self.lake, 20, 1)]

    def load(self, names: list[str]) -> None:
        for name in names:
            pipeline.load(name, self.folder, self.lake)


AGE = "update lake.staging.{} set extractor_version = '0.0.1'"


@pytest.fixture
def archive(tmp_path, lake):
    made = Archive(tmp_path / "batches", lake)
    made.read(made.receive(html(*FERRY)))
    return made


def age(archive: Archive) -> None:
    """Pretend that an older extractor read the facts: it overlooked a figure, invented one and misread a third."""
    archive.execute(
        AGE.format("sentences"),
        AGE.format("quantities"),
        "insert into lake.staging.quantities select * replace ('x' as fact_id, 5 as start_char, 9 as end_char, "
        "'oops' as surface) from lake.staging.quantities where counted = 'passengers'",
        "update lake.staging.quantities set value_low = 4, value_high = 4 where counted = 'passengers'",
        "delete from lake.staging.quantities where value_low = 9",
    )


def test_what_this_extractor_read_is_not_read_again(archive):
    assert archive.plan() == []


def test_the_facts_of_an_older_extractor_are_replaced(archive):
    right = archive.facts()
    age(archive)
    names = archive.read_again(archive.plan())
    changes = compare(archive.lake, archive.folder, names)
    counts = {change.fact_type: change[1:] for change in changes.facts}
    assert (changes.versions, changes.replaced, changes.new, changes.lost) == (1, 0, 0, 0)
    before, after = counts["quantities"][:2]
    assert counts["quantities"] == (before, after, 1, 1, 1)
    assert f"| quantities | {before} | {after} | 1 | 1 | 1 |" in changes.markdown
    assert max(map(len, str(changes).splitlines())) <= 80  # the width of a terminal
    assert before == after == len(right["quantities"])
    assert counts["quotations"] == (len(right["quotations"]),) * 2 + (0, 0, 0)
    assert archive.facts() != right  # nothing is replaced before it is loaded
    archive.load(names)
    assert archive.facts() == right
    assert archive.plan() == []


def test_a_version_without_facts_is_told_by_its_sentences(archive):
    archive.execute(AGE.format("sentences"), "delete from lake.staging.quantities")
    assert len(archive.plan()) == 1


def test_an_article_that_an_older_extractor_could_not_read_is_tried_again(archive):
    right = archive.facts()
    archive.execute(
        "insert into lake.staging.rejections select page_id, source, url, 'extract', 'error', 'ValueError', "
        "fetched_at, '0.0.1' from lake.staging.articles",
        "delete from lake.staging.sentences",
    )
    archive.load(archive.read_again(archive.plan()))
    assert archive.facts()["sentences"] == right["sentences"]
    assert archive.rows("rejections") == []
    assert archive.plan() == []


def test_sources_and_days_are_chosen(archive):
    archive.receive(html(*STORY), "https://herald.example/2026/other-story-here")
    archive.read("day2")
    archive.execute(AGE.format("sentences"))
    with warehouse.connect(archive.lake, read_only=True) as connection:
        assert connection.sql("select count(*) from lake.staging.articles").fetchone() == (2,)

    def versions(**chosen) -> int:
        return sum(len(read_articles(archive, name)) for name in archive.plan(**chosen))

    later: date = (NOW + timedelta(days=2)).date()
    assert (versions(), versions(source="herald"), versions(source="other"), versions(since=later)) == (2, 2, 0, 1)


def read_articles(archive: Archive, name: str) -> list:
    from etl.article import Article
    from etl.batch import read_rows

    return read_rows(archive.folder / name, "articles", Article)


# ── from the raw pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_cleaner_changes_nothing(archive):
    archive.read(archive.receive(html(*FERRY, sidebar="<li>Mill burns</li>")))  # a sighting
    archive.read(archive.receive(b"Too short."))  # a rejection
    assert archive.clean_anew(archive.plan(from_pages=True)) == []


def test_a_better_cleaner_replaces_the_version_of_the_page(archive):
    """What an outlet never revised is no correction: the old version goes."""
    archive.read(archive.receive(html(*STORY, MEMBERS), "https://herald.example/2026/other-story-here"))
    learn(archive, MEMBERS, MEMBERS_KEY)
    facts = archive.facts()
    names = archive.read_again(archive.clean_anew(archive.plan(from_pages=True)))
    changes = compare(archive.lake, archive.folder, names)
    assert (len(names), changes.versions, changes.replaced, changes.new, changes.lost) == (1, 0, 1, 0, 0)
    mentions = next(change for change in changes.facts if change.fact_type == "quantities")
    assert (mentions.added, mentions.withdrawn, mentions.changed) == (0, 0, 0)  # they have moved, no more
    archive.load(names)
    assert archive.sizes()["articles"] == 2
    assert not any(MEMBERS in row for row in [str(row) for row in archive.facts()["sentences"]])
    assert len(archive.facts()["sentences"]) == len(facts["sentences"]) - 1
    assert archive.clean_anew(archive.plan(from_pages=True)) == []


def test_the_history_of_an_article_survives(archive):
    url = "https://herald.example/2026/other-story-here"
    for words in (STORY, CORRECTED):
        archive.read(archive.receive(html(*words, MEMBERS), url))
    learn(archive, MEMBERS, MEMBERS_KEY)
    names = archive.read_again(archive.clean_anew(archive.plan(from_pages=True)))
    assert len(names) == 2
    archive.load(names)
    assert archive.sizes()["articles"] == 3
    assert len({row[0] for row in archive.rows("articles")}) == 2


def test_raw_pages_that_are_gone_are_an_error(archive):
    (archive.folder / "day1/pages.parquet").unlink()
    with pytest.raises(FileNotFoundError, match="leave out --from-pages"):
        archive.plan(from_pages=True)


def test_a_batch_of_raw_pages_keeps_its_bytes(archive):
    kept = (archive.folder / "day1/pages.parquet").read_bytes()
    archive.clean_anew(archive.plan(from_pages=True))
    assert (archive.folder / "day1/pages.parquet").read_bytes() == kept


# ── at the terminal ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def terminal(archive, monkeypatch):
    from etl.cli import app

    for name, value in {
        "HOME": archive.folder.parent,
        "CATALOG": archive.lake.catalog,
        "DATA_PATH": archive.lake.data_path,
    }.items():
        monkeypatch.setenv(f"NUTGRAF_{name}", str(value))
    return lambda *arguments, answer=None: CliRunner().invoke(app, ["reextract", *arguments], input=answer)


def test_a_person_decides(archive, terminal):
    right = archive.facts()
    age(archive)
    old = archive.facts()
    refused = terminal(answer="n\n")
    assert refused.exit_code == 1
    assert "quantities" in refused.output
    assert archive.facts() == old
    accepted = terminal(answer="y\n")
    assert accepted.exit_code == 0, accepted.output
    assert archive.facts() == right
    again = terminal(answer="y\n")
    assert (again.exit_code, EXTRACTOR_VERSION in again.output, "Nothing to do" in again.output) == (0, True, True)


def test_yes_asks_nobody(archive, terminal):
    age(archive)
    assert terminal("--yes", "--from-pages").exit_code == 0
    assert archive.plan() == []


def test_folders_hold_no_half_file(archive):
    age(archive)
    archive.read_again(archive.plan())
    assert [file for file in Path(archive.folder).rglob(".*") if file.is_file()] == []
