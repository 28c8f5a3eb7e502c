"""Files of a folder → documents."""

import gzip
import os
from pathlib import Path

import pytest

from etl.sources import Document, Unreadable
from etl.sources.files import MAX_BYTES, passed_over, read_file, read_files

TEXT = b"The council closed the bridge.\n"


def folder_with(tmp_path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path


KINDS = [
    ("a.txt", TEXT, "text/plain"),
    ("a.html", TEXT, "text/html"),
    ("a.htm", TEXT, "text/html"),
    ("A.HTML", TEXT, "text/html"),
    ("a.txt.gz", gzip.compress(TEXT), "text/plain"),
    ("a.html.gz", gzip.compress(TEXT), "text/html"),
    ("a.HTM.GZ", gzip.compress(TEXT), "text/html"),
    ("two members.txt.gz", gzip.compress(TEXT[:9]) + gzip.compress(TEXT[9:]), "text/plain"),
    ("ünï cödé.txt", TEXT, "text/plain"),
]


@pytest.mark.parametrize(("name", "content", "media_type"), KINDS, ids=[name for name, _, _ in KINDS])
def test_kinds(tmp_path, name, content, media_type):
    (document,) = read_files(folder_with(tmp_path, {name: content}), "press")
    assert document == Document(url=f"press:{name}", media_type=media_type, content=TEXT)


def test_folders_are_read_in_order_and_other_files_are_counted(tmp_path):
    files = dict.fromkeys(
        ["b/2.txt", "b/1.txt", "a.txt", "c/d/e.htm", "notes.pdf", "b/x.PDF", "r.docx", ".hidden.txt"], TEXT
    )
    folder = folder_with(tmp_path, files | {".git/a.txt": TEXT})
    urls = [document.url for document in read_files(folder, "press")]
    assert urls == ["press:a.txt", "press:b/1.txt", "press:b/2.txt", "press:c/d/e.htm"]
    assert passed_over(folder) == {".pdf": 2, ".docx": 1}


def test_one_file_may_stand_for_a_folder(tmp_path):
    path = folder_with(tmp_path, {"a.txt": TEXT}) / "a.txt"
    assert [document.url for document in read_files(path, "press")] == ["press:a.txt"]


def test_an_empty_folder_holds_nothing(tmp_path):
    assert list(read_files(tmp_path, "press")) == []


DAMAGED = [
    ("no gzip at all", TEXT, "unreadable"),
    ("cut short", gzip.compress(TEXT * 100)[:-12], "unreadable"),
    ("changed inside", gzip.compress(TEXT * 100)[:30] + b"\xff\xff\xff" + gzip.compress(TEXT * 100)[33:], "unreadable"),
    ("empty", b"", None),
    ("a bomb", gzip.compress(bytes(40 * MAX_BYTES), 1), "too_large"),
]


@pytest.mark.parametrize(("why", "content", "reason"), DAMAGED, ids=[why for why, _, _ in DAMAGED])
def test_packed_files(tmp_path, why, content, reason):
    (outcome,) = read_files(folder_with(tmp_path, {"a.txt.gz": content}), "press")
    assert outcome.url == "press:a.txt.gz"
    if reason is None:
        assert outcome == Document(url="press:a.txt.gz", media_type="text/plain", content=b"")
    else:
        assert isinstance(outcome, Unreadable)
        assert outcome.reason == reason


def test_a_large_file_is_not_read_whole(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50 * MAX_BYTES)
    (outcome,) = read_files(tmp_path, "press")
    assert (outcome.reason, "10,000,000" in outcome.detail) == ("too_large", True)


def test_links(tmp_path):
    """A folder linked into itself is entered once; a link to nowhere is a row, not a stop."""
    folder = folder_with(tmp_path, {"a/1.txt": TEXT})
    (folder / "a/again").symlink_to(folder, target_is_directory=True)
    (folder / "b").symlink_to(folder / "a", target_is_directory=True)
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    outcomes = list(read_files(folder, "press"))
    assert [outcome.url for outcome in outcomes] == ["press:a/1.txt", "press:gone.txt"]
    assert outcomes[1].reason == "unreadable"


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    (outcome,) = read_files(tmp_path, "press")
    assert (outcome.reason, outcome.detail) == ("unreadable", "not a regular file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_row(tmp_path):
    path = folder_with(tmp_path, {"a.txt": TEXT}) / "a.txt"
    path.chmod(0)
    assert read_file(path).reason == "unreadable"


def test_a_name_that_is_no_unicode(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_bytes(TEXT)
    (document,) = read_files(tmp_path, "press")
    assert document.url == "press:caf\\xe9.txt"
