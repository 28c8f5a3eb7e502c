"""Page → Article | Rejection: bad input, pages, identity, and the samples as golden results."""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from etl.article import Article, RawPage, Rejection
from etl.cleaning import clean
from etl.cleaning.limits import clean_all, run_all
from etl.sources.files import read_files

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT.parent / "shared/samples/khalilzad.txt"
RECEIVED = datetime(2026, 11, 24, 6, tzinfo=UTC)
PROSE = "The council closed the bridge after engineers had found cracks in its northern pier, the mayor said. "
STORY = "".join(f"<p>{PROSE * 2}Paragraph {number}.</p>" for number in range(8))


def page(content: bytes, media_type: str = "text/html", url: str = "test:page") -> RawPage:
    columns = {"sha256": "0", "n_bytes": len(content), "batch": "b", "fetched_at": RECEIVED}
    return RawPage(page_id=url, source="test", url=url, media_type=media_type, content=content, **columns)


def html(body: str, head: str = "", lang: str = "en") -> str:
    return f'<html lang="{lang}"><head>{head}</head><body><article>{body}</article></body></html>'


# ── bad input is a value ─────────────────────────────────────────────────────────────────────────────────────────────

BAD = [
    ("nothing", b"", "empty"),
    ("white space", b" \n\t ", "empty"),
    ("a PDF", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "binary"),
    ("a PNG", b"\x89PNG\r\n\x1a\n" + bytes(100), "binary"),
    ("a JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF", "binary"),
    ("a ZIP or Word file", b"PK\x03\x04" + bytes(60), "binary"),
    ("gzip data that nobody unpacked", b"\x1f\x8b\x08" + bytes(60), "binary"),
    ("random bytes", random.Random(1).randbytes(5000), "binary"),
    ("bytes of no encoding", b"\x81\x8d\x8f\x90\x9d\xff" * 300, "undecodable"),
    ("a word", b"Hello.", "too_short"),
    ("one short sentence", b"Nobody knows when the bridge will open again.", "too_short"),
    ("markup without text", b"<html><body><div></div></body></html>", "no_text"),
    ("an open tag", b"<html>", "no_text"),
    ("a page of script", b"<html><body><script>var a = 1;</script></body></html>", "no_text"),
    ("a comment", b"<!-- nothing here --><html></html>", "no_text"),
    ("a flood of tags", b"<html><body>" + b"<p>x" * 80_000, "too_large"),
    ("a flood of angle brackets", b"<html>" + b"<" * 2_000_000, "too_large"),
    ("deep markup", b"<html><body>" + b"<div>" * 3000 + PROSE.encode() * 5, "too_large"),
    ("megabytes of words", PROSE.encode() * 21_000, "too_large"),
]


@pytest.mark.parametrize(("why", "content", "reason"), BAD, ids=[why for why, _, _ in BAD])
def test_bad_input(why, content, reason):
    outcome = clean(content)
    assert isinstance(outcome, Rejection)
    assert outcome.reason == reason
    assert outcome.detail


ENCODED = [
    ("UTF-8", "utf-8", ""),
    ("UTF-8 with a mark", "utf-8-sig", ""),
    ("UTF-16 with a mark", "utf-16", ""),
    ("the charset that the page declares", "iso-8859-1", '<meta charset="iso-8859-1">'),
    ("an old declaration", "cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
    ("a charset that nothing declares", "cp1252", ""),
]


@pytest.mark.parametrize(("why", "encoding", "head"), ENCODED, ids=[why for why, _, _ in ENCODED])
def test_encodings(why, encoding, head):
    body = "".join(f"<p>Zoë Núñez wählte Élodie Bérard für das Büro in Köln. {PROSE}</p>" for _ in range(5))
    article = clean(html(body, head).encode(encoding))
    assert isinstance(article, Article)
    assert "Zoë Núñez wählte Élodie Bérard für das Büro in Köln." in article.text


def test_broken_unicode_is_repaired():
    article = clean(f"A headline\n\n\ud800{PROSE * 3}\x00")
    assert isinstance(article, Article)
    article.text.encode("utf-8")
    assert "\x00" not in article.text


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text.replace("AUTHOR", AUTHOR)}</script>'


AUTHOR = '"author": {"@type": "Person", "name": "Nora Feld"}, "datePublished": "2026-07-09T16:40:00+02:00"'
CLAIMS = [
    ("an object", json_ld('{"@type": "NewsArticle", AUTHOR}')),
    ("a list", json_ld('[{"@type": "Organization", "name": "X"}, {"@type": "NewsArticle", AUTHOR}]')),
    ("a graph", json_ld('{"@graph": [{"@type": "WebSite"}, {"@type": "ReportageNewsArticle", AUTHOR}]}')),
    ("a list of types", json_ld('{"@type": ["Article", "NewsArticle"], AUTHOR}')),
    ("a trailing comma", json_ld('{"@type": "NewsArticle", AUTHOR,}')),
    ("a line break inside a string", json_ld('{"@type": "NewsArticle", "headline": "A\nB", AUTHOR}')),
    ("a comment around it", json_ld('<!-- {"@type": "NewsArticle", AUTHOR} -->')),
    ("an article inside a page", json_ld('{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", AUTHOR}}')),
    (
        "authors by reference",
        json_ld(
            '{"@graph": [{"@type": "Person", "@id": "#n", "name": "Nora Feld"}, {"@type": "NewsArticle", '
            '"author": [{"@id": "#n"}], "datePublished": "2026-07-09T14:40:00Z"}]}'
        ),
    ),
    (
        "an author as text with By, the paper as a second author",
        json_ld(
            '{"@type": "NewsArticle", "author": ["By Nora Feld", {"@type": "Organization", "name": "The Herald"}], '
            '"datePublished": "2026-07-09T14:40Z"}'
        ),
    ),
    (
        "broken JSON, so meta tags count",
        json_ld('{"@type": "NewsArticle", "author": ') + '<meta name="author" content="Nora Feld">'
        '<meta property="article:published_time" content="2026-07-09T10:40:00-04:00">',
    ),
    (
        "a day in JSON-LD, the time in a meta tag",
        json_ld('{"@type": "NewsArticle", "author": "Nora Feld", "datePublished": "2026-07-09"}')
        + '<meta property="article:published_time" content="2026-07-09T14:40:00Z">',
    ),
]


@pytest.mark.parametrize(("why", "head"), CLAIMS, ids=[why for why, _ in CLAIMS])
def test_what_a_page_claims(why, head):
    article = clean(html(STORY, head))
    assert isinstance(article, Article)
    assert article.authors == ["Nora Feld"]
    assert article.published_at == datetime(2026, 7, 9, 14, 40, tzinfo=UTC)
    assert article.published_on.isoformat() == "2026-07-09"
    assert article.published_precision == "minute"


TITLES = [
    ("a pipe", "Council closes bridge | The Herald", ""),
    ("a dash before the site's name", "Council closes bridge - The Herald", ""),
    ("the site's name in front", "The Herald: Council closes bridge", ""),
    ("two pieces of furniture", "Council closes bridge | Local | The Herald", ""),
    ("the visible headline repeats it", "Council closes bridge – News from Town", "<h1>Council closes bridge</h1>"),
    ("another visible headline", "Council closes bridge | The Herald", "<h1>The Herald</h1>"),
]


@pytest.mark.parametrize(("why", "title", "above"), TITLES, ids=[why for why, _, _ in TITLES])
def test_headlines(why, title, above):
    article = clean(html(above + STORY, f'<title>{title}</title><meta property="og:site_name" content="The Herald">'))
    assert article.title == "Council closes bridge"


def test_a_dash_in_a_headline_stays():
    article = clean(html(STORY, "<title>Council closes bridge - for good</title>"), "https://herald.example/1")
    assert article.title == "Council closes bridge - for good"


def test_a_canonical_link_is_resolved():
    article = clean(html(STORY, '<link rel="canonical" href="/bridge">'), "https://herald.example/news/1?utm_source=x")
    assert article.canonical_url == "https://herald.example/bridge"
    assert article.outlet == "herald.example"


def test_an_article_cut_into_boxes_is_whole():
    """Trafilatura may return one box of several of the same class."""
    boxes = [
        "".join(f"<p>{PROSE}Box {box}, paragraph {number}.</p>" for number in range(4))
        for box in ("one", "two", "three")
    ]
    chunks = "<div class='ad'>Advertisement</div>".join(f"<div class='chunk'>{box}</div>" for box in boxes)
    article = clean(f"<html><body><h1>Council closes bridge</h1><div class='story'>{chunks}</div></body></html>")
    numbers = [f"Box {box}, paragraph {number}." for box in ("one", "two", "three") for number in range(4)]
    assert [n for n in numbers if n in article.text] == numbers
    assert sorted(numbers, key=article.text.index) == numbers


TWEET = "<p>The old bridge carried my grandfather to school and it will carry my children, too.</p>— Ada Obi (@adaobi)"
HIDDEN = [
    ("a dialogue", '<div role="dialog"><p>An error has occurred.</p></div>'),
    ("a box that a script opens", '<div class="share-box hide"><p>This article has been sent to an error.</p></div>'),
    ("a style", '<p style="display: none">An error has occurred.</p>'),
    ("for printers", '<div class="print-header"><p>This copy is an error.</p></div>'),
    ("an attribute", "<p hidden>An error has occurred.</p>"),
    ("a picture's caption", '<div class="image-box"><img src="1.jpg"><p>The bridge before the error</p></div>'),
    ("a picture's caption in its paragraph", '<p><img src="1.jpg"><em>The bridge before the error</em></p>'),
]


@pytest.mark.parametrize(("why", "box"), HIDDEN, ids=[why for why, _ in HIDDEN])
def test_what_no_reader_sees_is_no_text(why, box):
    article = clean(html(STORY + box + STORY.replace("Paragraph", "Section")))
    assert "error" not in article.text
    assert "Paragraph 7." in article.text
    assert "Section 0." in article.text


def test_a_box_under_the_pointer_does_not_break_its_sentence():
    popover = '<span class="person-card"><span class="rollover-box"><a href="/1">Ada Obi wins again</a></span></span>'
    article = clean(html(f"<p>Mayor Ada Obi{popover} closed the bridge on Friday after a long dispute.</p>{STORY}"))
    assert "Mayor Ada Obi closed the bridge on Friday" in article.text


def test_an_article_that_a_script_shows_is_read():
    article = clean(html(f'<div class="story hidden">{STORY}</div>'))
    assert "Paragraph 7." in article.text


def test_a_post_that_the_article_quotes_is_text():
    box = f'<div class="social-embed"><blockquote class="twitter-tweet">{TWEET}</blockquote></div>'
    article = clean(html(STORY + box + STORY.replace("Paragraph", "Section")))
    assert "The old bridge carried my grandfather to school" in article.text


def test_the_body_that_a_page_claims_stands_in_for_one_that_a_script_will_fill():
    claimed = json_ld(
        f'{{"@type": "NewsArticle", "articleBody": "<p>{PROSE * 3}</p><p>{PROSE}&amp; so on.</p>", AUTHOR}}'
    )
    article = clean(html("<p>Loading the article takes a moment on slow connections.</p>", claimed))
    assert article.text.split("\n\n")[-2:] == [(PROSE * 3).strip(), f"{PROSE}& so on."]


def test_lone_surrogates_in_claims_are_repaired():
    article = clean(html(STORY, json_ld('{"@type": "NewsArticle", "headline": "Bridge \\ud800 closed", AUTHOR}')))
    assert article.title.encode().startswith(b"Bridge ")


def test_rows_of_a_table_have_commas_between_their_cells():
    table = "<table><tr><th>Ward</th><th>Votes</th></tr><tr><td>Harbour</td><td>1,204</td></tr></table>"
    article = clean(html(f"{STORY}{table}<p>{PROSE}The count ended at noon.</p>"))
    assert [line for line in article.text.split("\n") if len(line) < 30 and line] == ["Ward, Votes", "Harbour, 1,204"]


def test_the_headline_is_no_paragraph():
    article = clean(html(f"<p>{PROSE}</p><p>Council closes bridge</p>{STORY}", "<title>Council closes bridge</title>"))
    assert article.text.count("Council closes bridge") == 1


def test_what_stands_at_the_end_of_a_body_leaves_it():
    notes = (
        "<p>Nora Feld is a senior reporter for the Harbor Herald.</p><p>The opinions expressed here are her own.</p>"
    )
    article = clean(html(f"{STORY}<p>{PROSE}The end.</p>{notes}<p>View Comments</p>"))
    assert article.text.endswith("The end.")


def test_furniture_of_a_page_is_kept_for_audit():
    article = clean(f"<html><body><nav>Home</nav>{html(STORY)}<footer>All rights reserved.</footer></body></html>")
    assert article.dropped == ["Home", "All rights reserved."]
    assert "All rights reserved" not in article.text


def test_another_language_is_stored_without_facts():
    sentence = (
        "Der Gemeinderat hat die Brücke gesperrt, nachdem Ingenieure Risse im nördlichen Pfeiler gefunden hatten. "
    )
    article = clean(sentence * 5)
    assert (article.language, article.null_reason) == ("de", "language_not_supported")


# ── identity ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_white_space_makes_no_new_version():
    first = clean(f"Council closes bridge\n\n{PROSE * 3}", "https://herald.example/1")
    second = clean(f"Council  closes bridge\n\n\n\n{PROSE.replace(' ', '  ') * 3}\n", "https://herald.example/1")
    assert (first.article_id, first.version_id) == (second.article_id, second.version_id)


def test_a_changed_word_is_a_new_version_of_the_same_article():
    first = clean(f"Council closes bridge\n\n{PROSE * 3}", "https://herald.example/1?utm_source=feed")
    second = clean(f"Council closes bridge\n\n{PROSE * 3}Two lanes stay open.", "https://herald.example/1#top")
    assert first.article_id == second.article_id
    assert first.version_id != second.version_id


def test_a_copy_has_the_same_body_hash():
    first = clean(f"Council closes bridge\n\nLIMA, March 3 (Reuters) - {PROSE * 3}", "https://herald.example/1")
    second = clean(f"Bridge closed\n\nBy Nora Feld\n\n{PROSE.upper() * 3}", "https://courier.example/2")
    assert first.body_hash == second.body_hash
    assert first.article_id != second.article_id


def test_the_headline_stands_before_the_body():
    article = clean(f"Council closes bridge\n\n{PROSE * 3}\n\n{PROSE * 2}")
    assert article.text[: article.body_start] == "Council closes bridge\n\n"
    assert article.text[article.body_start :] == f"{(PROSE * 3).strip()}\n\n{(PROSE * 2).strip()}"


def test_the_time_of_receipt_is_no_date_of_publication():
    article = clean(page(f"Council closes bridge\n\n{PROSE * 3}".encode(), "text/plain"))
    assert article.published_at is None
    assert (article.fetched_at, article.source, article.page_id) == (RECEIVED, "test", "test:page")


# ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def sleeping(raw: RawPage) -> Rejection | Article:
    """Stands in for a page that is slow, deadly or faulty, by its address."""
    if raw.url == "slow":
        time.sleep(60)
    if raw.url == "deadly":
        os._exit(3)
    if raw.url == "faulty":
        raise ValueError("no such luck")
    return clean(raw)


def test_a_page_that_hangs_or_kills_its_process_is_a_rejection():
    content = f"Council closes bridge\n\n{PROSE * 3}".encode()
    addresses = ["first", "slow", "second", "deadly", "third", "faulty", "last"]
    pages = [page(content, "text/plain", url) for url in addresses]
    outcomes = list(run_all(pages, sleeping, timeout_seconds=3, workers=2))
    assert [outcome.url for outcome in outcomes] == addresses
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, Rejection)] == ["timeout", "error", "error"]
    assert "3 s" in outcomes[1].detail
    assert "ValueError: no such luck" in outcomes[5].detail


def test_pages_in_processes_come_out_as_they_do_alone():
    pages = [page(content.encode("utf-8"), url=f"test:{n}") for n, content in enumerate([html(STORY), "<html>", ""])]
    assert list(clean_all(pages, timeout_seconds=20, workers=2)) == [clean(raw) for raw in pages]


COMMAND = """
if __name__ != "__main__":
    raise RuntimeError("a worker imported the command anew")
from conftest import raw_page
from etl.cleaning.limits import clean_all
print(*(type(outcome).__name__ for outcome in clean_all([raw_page(b"word " * 60)], timeout_seconds=60, workers=1)))
"""


# Celery runs tasks in processes of its own make, marked as daemons, which multiprocessing gives no children.
DAEMON = (
    COMMAND.replace("print(", "def work(): print(")
    + """
from billiard import Process
daemon = Process(target=work)
daemon.daemon = True
daemon.start()
daemon.join()
"""
)


@pytest.mark.parametrize("command", [COMMAND, DAEMON], ids=["command", "daemon"])
def test_workers_do_not_import_the_command_that_started_them(tmp_path, command):
    """Airflow's scheduler runs a task under a command that cannot be imported twice."""
    (tmp_path / "command.py").write_text(command)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "command.py")],
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["Article"], done.stderr


# ── golden ───────────────────────────────────────────────────────────────────────────────────────────────────────────

GOLDEN = yaml.safe_load((ROOT / "tests/cases/samples.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def samples():
    documents = read_files(ROOT / "samples", "samples")
    return {document.url: clean(document.content, document.url, document.media_type) for document in documents}


@pytest.mark.parametrize("case", GOLDEN, ids=[case["file"] for case in GOLDEN])
def test_samples(case, samples):
    outcome = samples[f"samples:{case['file']}"]
    if "reason" in case:
        assert (outcome.reason, isinstance(outcome, Rejection)) == (case["reason"], True)
        return
    columns = ("title", "authors", "agency", "dateline", "outlet", "published_at", "published_precision", "modified_at")
    assert {name: getattr(outcome, name) for name in columns} == {name: case.get(name) for name in columns}
    assert (outcome.language, len(outcome.dropped)) == (case.get("language", "en"), case["dropped"])
    body = outcome.text[outcome.body_start :]
    assert (body[: len(case["begins"])], body[-len(case["ends"]) :]) == (case["begins"], case["ends"])


def test_every_sample_has_a_golden_result(samples):
    assert sorted(samples) == sorted(f"samples:{case['file']}" for case in GOLDEN)


def test_the_syndicated_sample_is_a_copy(samples):
    wire, copy = samples["samples:northwire/grain-corridor.txt"], samples["samples:prairie-ledger/wheat-ships.html"]
    assert wire.body_hash == copy.body_hash
    assert wire.title != copy.title


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample article is not part of the repository")
def test_the_sample_article():
    article = clean(SAMPLE.read_bytes())
    assert article.authors == ["Lara Seligman"]
    assert article.published_at == datetime(2020, 9, 11, 16, 40, tzinfo=UTC)
    assert (article.published_on.isoformat(), article.published_precision) == ("2020-09-11", "minute")
    byline, *tail = article.dropped
    assert byline.startswith("By Lara")
    lines = [" ".join(line.split()) for line in SAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert tail == lines[-8:]
    assert article.title == lines[0]
    assert article.text[article.body_start :].split("\n\n") == lines[2:-8]
