"""Seen and unchanged: nothing is stored twice; a correction is; running a batch again loses nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW

from etl import lake as warehouse
from etl import pipeline
from etl.article import BoilerplateLine, RawPage
from etl.batch import write_rows
from etl.cleaning import clean
from etl.lake import Lake
from etl.schema import stable_id, to_arrow

URL = "https://herald.example/2026/bridge-closed-again"
STORY = (
    "The council closed the bridge after engineers had found cracks in its northern pier, the mayor said on Monday.",
    "Divers will look at the other piers this week, and the ferry takes passengers until the work is done.",
)
CORRECTED = (STORY[0].replace("northern", "southern"), STORY[1])
MEMBERS = "The bridge desk of the Herald is paid for by its members in Tarvik and beyond."
MEMBERS_KEY = "the bridge desk of the herald is paid for by its members in tarvik and beyond"


def html(*paragraphs: str, sidebar: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>Council closes bridge</title></head><body><article><h1>Council closes bridge</h1>{body}"
        f"</article><aside><ul>{sidebar}</ul></aside></body></html>"
    ).encode()


class Newsroom:
    """A warehouse, and pages that are received one a day."""

    def __init__(self, folder: Path, lake: Lake) -> None:
        self.folder, self.lake, self.days = folder, lake, 0
        with warehouse.connect(lake) as connection:
            warehouse.create_tables(connection)

    def receive(self, content: bytes, url: str = URL) -> str:
        """A batch of one page; its name."""
        self.days += 1
        name = f"day{self.days}"
        page = RawPage(
            page_id=stable_id(url, content, self.days),
            source="herald",
            url=url,
            fetched_at=NOW + timedelta(days=self.days),
            media_type="text/html",
            outlet="Herald",
            sha256=stable_id(content),
            n_bytes=len(content),
            batch=name,
            content=content,
        )
        (self.folder / name).mkdir(parents=True)
        write_rows(self.folder / name, "pages", RawPage, [page])
        return name

    def read(self, batch: str) -> dict[str, int]:
        """Clean and load; what cleaning counted."""
        counts = pipeline.clean(batch, self.folder, 20, 1, self.lake)
        pipeline.load(batch, self.folder, self.lake)
        return counts

    def rows(self, table: str) -> list:
        with warehouse.connect(self.lake, read_only=True) as connection:
            return connection.sql(f"from lake.staging.{table} order by all").fetchall()

    def everything(self) -> dict[str, list]:
        return {table: self.rows(table) for table in ("pages", "articles", "rejections", "sightings")}

    def sizes(self) -> dict[str, int]:
        return {table: len(rows) for table, rows in self.everything().items()}


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Clean without processes of their own, which take seconds to start."""
    monkeypatch.setattr(pipeline, "clean_all", lambda pages, **_: map(clean, pages))


@pytest.fixture
def newsroom(tmp_path, lake):
    return Newsroom(tmp_path / "batches", lake)


@pytest.mark.parametrize(
    "second",
    [
        html(*STORY, sidebar="<li><a href='/2'>Ferry sails again after the storm</a></li>"),
        html(*STORY).replace(b"<body>", b"<body data-build='a81c'><script>var ads = 2;</script>"),
        html(*(f"\n  {paragraph.replace(' ', '  ')}\n" for paragraph in STORY)),
    ],
    ids=["another list of links", "another build of the page", "other white space"],
)
def test_words_that_are_known_are_not_stored_again(newsroom, second):
    first = html(*STORY, sidebar="<li><a href='/1'>Mill burns down on Sunday</a></li>")
    newsroom.read(newsroom.receive(first))
    counts = newsroom.read(newsroom.receive(second))
    assert counts == {"articles": 0, "unchanged": 1, "rejected": 0}
    assert newsroom.sizes() == {"pages": 2, "articles": 1, "rejections": 0, "sightings": 1}


def test_running_a_batch_again_loses_no_row(newsroom):
    first = newsroom.receive(html(*STORY))
    second = newsroom.receive(html(*STORY, sidebar="<li>Mill burns down on Sunday</li>"))
    newsroom.read(first)
    newsroom.read(second)
    before = newsroom.everything()
    for batch in (first, second, second, first):
        newsroom.read(batch)
        assert newsroom.everything() == before


def test_batches_that_run_side_by_side_store_a_version_once(newsroom):
    names = [newsroom.receive(html(*STORY)), newsroom.receive(html(*STORY, sidebar="<li>Mill burns</li>"))]
    for name in names:
        assert pipeline.clean(name, newsroom.folder, 20, 1, newsroom.lake)["articles"] == 1  # neither knows the other
    for name in names:
        pipeline.load(name, newsroom.folder, newsroom.lake)
    assert newsroom.sizes()["articles"] == 1
    for name in names:
        newsroom.read(name)
        assert newsroom.sizes()["articles"] == 1


def test_a_correction_is_a_version(newsroom):
    newsroom.read(newsroom.receive(html(*STORY)))
    assert newsroom.read(newsroom.receive(html(*CORRECTED)))["articles"] == 1
    assert newsroom.sizes()["articles"] == 2


def test_a_correction_that_is_taken_back_is_seen(newsroom):
    """The first words are the latest version again, though they are no new row."""
    for words in (STORY, CORRECTED, STORY):
        newsroom.read(newsroom.receive(html(*words)))
    assert newsroom.sizes() == {"pages": 3, "articles": 2, "rejections": 0, "sightings": 0}
    with warehouse.connect(newsroom.lake, read_only=True) as connection:
        latest = connection.sql("select text from lake.staging.articles order by fetched_at desc limit 1").fetchone()
    assert "northern" in latest[0]


def test_the_telephone_page_is_no_second_article(newsroom):
    newsroom.read(newsroom.receive(html(*STORY)))
    link = f'<link rel="canonical" href="{URL}"></head>'.encode()
    telephone = html(*STORY).replace(b"</head>", link)
    counts = newsroom.read(newsroom.receive(telephone, URL.replace("herald", "m.herald")))
    assert counts["unchanged"] == 1


def learn(newsroom: Newsroom, line: str, key: str) -> None:
    made = BoilerplateLine(
        line_id=stable_id(line),
        outlet="Herald",
        line_key=key,
        line=line,
        n_articles=9,
        n_stories=9,
        share=0.9,
        first_seen=NOW,
        last_seen=NOW,
        learned_at=NOW,
    )
    with warehouse.connect(newsroom.lake) as connection:
        connection.register("made", to_arrow([made], BoilerplateLine))
        connection.execute("insert into lake.staging.boilerplate by name select * from made")


def test_a_version_that_differs_in_boilerplate_only_is_none(newsroom):
    newsroom.read(newsroom.receive(html(STORY[0], MEMBERS, STORY[1])))
    learn(newsroom, MEMBERS, MEMBERS_KEY)
    assert newsroom.read(newsroom.receive(html(*STORY))) == {"articles": 0, "unchanged": 1, "rejected": 0}
    assert newsroom.read(newsroom.receive(html(*CORRECTED)))["articles"] == 1


def test_what_an_outlet_prints_under_every_story_is_cut(newsroom):
    learn(newsroom, MEMBERS, MEMBERS_KEY)
    newsroom.read(newsroom.receive(html(*STORY, MEMBERS)))
    with warehouse.connect(newsroom.lake, read_only=True) as connection:
        rows = connection.sql("select text, dropped, n_words from lake.staging.articles").fetchall()
    ((text, dropped, n_words),) = rows
    assert text == "Council closes bridge\n\n" + "\n\n".join(STORY)
    assert MEMBERS in dropped
    assert n_words == len(" ".join(STORY).split())


def test_a_page_with_nothing_but_boilerplate_is_rejected(newsroom):
    learn(newsroom, MEMBERS, MEMBERS_KEY)
    assert newsroom.read(newsroom.receive(html(MEMBERS, "The mayor is a member of the desk as well, she said.")))[
        "rejected"
    ]
    assert newsroom.rows("rejections")[0][4] == "too_short"
