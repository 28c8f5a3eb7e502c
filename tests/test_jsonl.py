"""Dumps of JSON → documents: a table of lines, then the shapes of file they come in."""

import gzip
import json
import random
from pathlib import Path

import pytest
import yaml
import zstandard
from conftest import NOW, ROOT

from etl.sources import Document, Found, Unreadable, Visit
from etl.sources.json_objects import MAX_OBJECT_BYTES
from etl.sources.jsonl import Jsonl

CASES = yaml.safe_load((ROOT / "tests/cases/jsonl.yml").read_text(encoding="utf-8"))
ARTICLES = [{"id": number, "text": f"The council voted on item {number}."} for number in range(1, 4)]
URLS = [f"dump:{{}}#{number}" for number in range(1, 4)]


def read(path: Path, **fields) -> list[Found]:
    entry = Jsonl.model_validate({"name": "dump", "kind": "jsonl", "path": str(path)} | fields)
    return list(entry.documents(Visit(base=path.parent, now=NOW)))


def shown(document: Document) -> dict:
    listed = document.listed
    return {
        "url": document.url,
        "media_type": document.media_type,
        "content": document.content.decode(),
        "title": listed.title,
        "published": listed.published,
        "authors": list(listed.authors),
        "outlet": listed.outlet,
    }


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_lines(tmp_path, case):
    (tmp_path / "a.jsonl").write_text("\n".join(case["lines"]) + "\n", encoding="utf-8")
    found = read(tmp_path / "a.jsonl", fields=case.get("fields", {}), **case.get("entry", {}))
    documents = [shown(one) for one in found if isinstance(one, Document)]
    wanted = case.get("documents", [])
    assert [{key: document[key] for key in want} for document, want in zip(documents, wanted, strict=True)] == wanted
    unreadable = [one for one in found if isinstance(one, Unreadable)]
    for one, want in zip(unreadable, case.get("unreadable", []), strict=True):
        assert (one.url, one.reason) == (want["url"], want["reason"])
        assert want["detail"] in one.detail


LINES = "".join(json.dumps(article) + "\n" for article in ARTICLES).encode()
ARRAY = json.dumps(ARTICLES, indent=1).encode()
SHAPES = {
    "a.jsonl": LINES,
    "a.ndjson": LINES,
    "A.JSONL.GZ": gzip.compress(LINES),
    "a.jsonl.zst": zstandard.compress(LINES),
    "two frames.jsonl.zst": zstandard.compress(LINES[:50]) + zstandard.compress(LINES[50:]),
    "bom.jsonl": b"\xef\xbb\xbf" + LINES,
    "no last break.jsonl": LINES.rstrip(),
    "a.json": ARRAY,
    "on one line.json": json.dumps(ARTICLES).encode(),
    "a.json.gz": gzip.compress(ARRAY),
    "bom.json": b"\xef\xbb\xbf" + ARRAY,
    "lines.json": LINES,
    "object.json": json.dumps({"status": "ok", "articles": ARTICLES}, indent=1).encode(),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_of_file(tmp_path, name):
    (tmp_path / name).write_bytes(SHAPES[name])
    assert [document.url for document in read(tmp_path / name)] == [url.format(name) for url in URLS]


def test_a_folder_and_a_pattern_are_read_in_order(tmp_path):
    for name in ("b/2.jsonl", "a/1.jsonl", "notes.txt", ".hidden.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"text": "The council voted."}')
    assert [document.url for document in read(tmp_path)] == ["dump:a/1.jsonl#line-1", "dump:b/2.jsonl#line-1"]
    assert [document.url for document in read(tmp_path / "*/2*.jsonl")] == ["dump:b/2.jsonl#line-1"]


@pytest.mark.parametrize("path", ["nowhere.jsonl", "no*thing.jsonl"])
def test_a_path_that_leads_nowhere_is_an_error(tmp_path, path):
    with pytest.raises(FileNotFoundError, match=r"correct the `path`"):
        read(tmp_path / path)


def test_an_array_that_breaks_keeps_what_stands_before(tmp_path):
    (tmp_path / "a.json").write_bytes(ARRAY[: ARRAY.index(b"item 3")])
    *documents, broken = read(tmp_path / "a.json")
    assert [document.url for document in documents] == [url.format("a.json") for url in URLS[:2]]
    assert (broken.url, broken.reason) == ("dump:a.json#item-3", "unreadable")
    assert "what follows cannot be read" in broken.detail


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_packed_dump_that_is_cut_keeps_what_could_be_unpacked(tmp_path, suffix):
    packed = (gzip.compress if suffix == ".gz" else zstandard.compress)(
        random.Random(7).randbytes(10**6).hex().encode()
    )
    lines = b"".join(b'{"id": "%d", "text": "%s"}\n' % (n, packed[n : n + 99].hex().encode()) for n in range(5000))
    content = (gzip.compress if suffix == ".gz" else zstandard.compress)(lines)
    (tmp_path / f"a.jsonl{suffix}").write_bytes(content[: len(content) // 2])
    *documents, cut = read(tmp_path / f"a.jsonl{suffix}")
    assert len(documents) > 1000
    assert all(isinstance(document, Document) for document in documents)
    assert (cut.reason, cut.url.startswith(f"dump:a.jsonl{suffix}")) == ("unreadable", True)


LONG = b'{"id": 2, "text": "' + b"a" * MAX_OBJECT_BYTES + b'"}\n'


def test_a_line_beyond_the_limit_is_skipped(tmp_path):
    first, _, last = LINES.splitlines(keepends=True)
    (tmp_path / "a.jsonl").write_bytes(first + LONG + last)
    one, long, three = read(tmp_path / "a.jsonl")
    assert (one.url, three.url) == ("dump:a.jsonl#1", "dump:a.jsonl#3")
    assert (long.url, long.reason) == ("dump:a.jsonl#line-2", "too_large")


def test_a_packed_bomb_is_never_held(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.sources.json_objects.MAX_SKIPPED_BYTES", 2 * MAX_OBJECT_BYTES)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(bytes(100_000_000), 1))
    (bomb,) = read(tmp_path / "a.jsonl.gz")
    assert (bomb.url, bomb.reason) == ("dump:a.jsonl.gz#line-1", "too_large")


def test_an_element_beyond_the_limit_ends_an_array(tmp_path):
    (tmp_path / "a.json").write_bytes(b'[{"id": 1, "text": "One."},\n' + LONG + b"]")
    one, long = read(tmp_path / "a.json")
    assert (one.url, long.url, long.reason) == ("dump:a.json#1", "dump:a.json#item-2", "too_large")
