"""A path that a person names: which kinds of source read it, what fits and what does not."""

from pathlib import Path

import pytest
from conftest import NOW
from test_cli import nutgraf

from etl.cleaning import clean
from etl.collecting import receive
from etl.sources import Visit
from etl.sources.archives import archive_entries

LINE = '{"url": "https://a.example/1", "title": "Vote", "date": "2026-03-01", "by": "By Ann Bell", "text": "%s"}\n'


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with one file of each kind, and one that is none."""
    for name in ("a.txt", "b/dump.jsonl.gz", "b/cc.warc.gz", "notes.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        (".", ["files", "warc", "jsonl"]),
        ("b", ["warc", "jsonl"]),
        ("b/*.jsonl.gz", ["jsonl"]),
        ("a.txt", ["files"]),
        ("b/cc.warc.gz", ["warc"]),
    ],
)
def test_the_suffix_tells_the_kind(folder, path, kinds):
    assert sorted(entry.kind for entry in archive_entries(path, folder)) == sorted(kinds)


def test_the_kind_may_be_given(folder):
    (entry,) = archive_entries("b", folder, kind="warc", name="cc", since="2026-03-01", hosts=["a.example"])
    assert (entry.name, entry.kind, str(entry.since), entry.hosts) == ("cc", "warc", "2026-03-01", ("a.example",))


@pytest.mark.parametrize(
    ("path", "given", "error", "says"),
    [
        ("nowhere", {}, FileNotFoundError, "correct the `path`"),
        ("notes.pdf", {}, ValueError, r"holds nothing to read; suffixes: \.warc"),
        ("a.txt", {"since": "2026-03-01"}, ValueError, "since: for dumps and web archives only"),
        ("b", {"since": "yesterday"}, ValueError, "since"),
        ("b", {"hosts": ["https://a.example/"]}, ValueError, "write a host without scheme and path"),
        ("b", {"languages": ["english"]}, ValueError, "languages"),
    ],
)
def test_what_does_not_fit_is_said(folder, path, given, error, says):
    with pytest.raises(error, match=says):
        archive_entries(path, folder, **given)


def test_the_command_line_says_so_before_anything_is_run(folder):
    done = nutgraf(folder / "home", "run", str(folder / "notes.pdf"))
    assert done.returncode == 2
    assert "holds nothing to read" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_dump_says_beside_the_text_reaches_the_article(tmp_path):
    (tmp_path / "a.jsonl").write_text(LINE % ("The council of Marlow voted to close the old bridge. " * 6))
    (entry,) = archive_entries("a.jsonl", tmp_path)
    (document,) = entry.documents(Visit(base=tmp_path, now=NOW))
    article = clean(receive(document, entry, NOW))
    assert (article.title, article.authors, str(article.published_on)) == ("Vote", ["Ann Bell"], "2026-03-01")
