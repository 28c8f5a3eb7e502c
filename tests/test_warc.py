"""Web archives → documents: what is wanted, what is damaged, and that damage costs no more than its record."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from conftest import NOW
from warc_file import PACKED, PAGE, record, write_warc

from etl.sources import Document, Found, Visit
from etl.sources.archive import MAX_BYTES
from etl.sources.warc import Warc

FOUR = [record(f"https://a.example/{number}") for number in range(4)]
URLS = [f"https://a.example/{number}" for number in range(4)]


def read(file: Path, **fields) -> list[Found]:
    entry = Warc.model_validate({"name": "cc", "kind": "warc", "path": str(file)} | fields)
    return list(entry.documents(Visit(base=file.parent, now=NOW)))


def split(found: list[Found]) -> tuple[list[str], list[tuple[str, str]]]:
    """Addresses of the documents; address and reason of what could not be read."""
    documents = [one.url for one in found if isinstance(one, Document)]
    return documents, [(one.url, one.reason) for one in found if not isinstance(one, Document)]


@pytest.mark.parametrize("suffix", PACKED)
def test_a_page_comes_as_it_was_received(tmp_path, suffix):
    found = read(write_warc(tmp_path / f"a{suffix}", *FOUR))
    assert split(found) == (URLS, [])
    assert found[0] == Document(
        url="https://a.example/0",
        media_type="text/html",
        content=PAGE,
        http_status=200,
        content_type="text/html; charset=utf-8",
        received=datetime(2026, 3, 1, 10, tzinfo=UTC),
    )


def test_only_html_that_was_answered_with_200_is_a_page(tmp_path):
    others = [
        record("https://a.example/404", status="404 Not Found"),
        record("https://a.example/301", status="301 Moved"),
        record("https://a.example/png", headers="Content-Type: image/png"),
        record("https://a.example/revisit", kind="revisit"),
        record("https://a.example/request", kind="request"),
        record("https://a.example/untold", b"plain words", headers="Server: x"),
        record("<https://a.example/brackets>"),
        record("https://a.example/untold-html", headers="Server: x"),
        record("https://a.example/xhtml", headers="Content-Type: application/xhtml+xml"),
    ]
    found = read(write_warc(tmp_path / "a.warc.gz", *others))
    assert split(found) == (
        ["https://a.example/brackets", "https://a.example/untold-html", "https://a.example/xhtml"],
        [],
    )


FILTERS = [
    ("a host and what lies below it", {"hosts": ["b.example"]}, ["https://b.example/", "https://news.b.example/"]),
    (
        "a host is meant without its www",
        {"hosts": ["www.b.example"]},
        ["https://b.example/", "https://news.b.example/"],
    ),
    ("the day of archiving", {"since": "2026-03-02", "until": "2026-03-02"}, ["https://bb.example/"]),
    ("a first day alone", {"since": "2026-03-02"}, ["https://bb.example/", "https://de.example/"]),
    ("the language of the page", {"languages": ["de"]}, ["https://de.example/"]),
]


@pytest.mark.parametrize(("why", "fields", "urls"), FILTERS, ids=[why for why, _, _ in FILTERS])
def test_filters(tmp_path, why, fields, urls):
    german = "<html lang=en><p>Der Rat der Stadt stimmte nach langer Debatte für den neuen Haushalt.</p>" * 5
    file = write_warc(
        tmp_path / "a.warc",
        record("https://b.example/", date="2026-03-01T23:59:59Z"),
        record("https://news.b.example/", date="2026-03-01T00:00:00Z"),
        record("https://bb.example/", date="2026-03-02T00:00:00Z"),
        record("https://de.example/", german.encode(), date="2026-03-03T00:00:00Z"),
    )
    assert split(read(file, **fields)) == (urls, [])


def test_a_host_is_no_address(tmp_path):
    with pytest.raises(ValueError, match=r"write a host without scheme and path, as in example\.org"):
        Warc(name="cc", kind="warc", path="x", hosts=["https://a.example/"])


@pytest.mark.parametrize("suffix", PACKED)
def test_an_archive_cut_anywhere_keeps_every_whole_record_and_says_where_it_ends(tmp_path, suffix):
    parts = [PACKED[suffix](one) for one in FOUR]
    content, ends = b"".join(parts), [sum(map(len, parts[: n + 1])) for n in range(4)]
    for cut in range(1, len(content), 37):
        (tmp_path / f"a{suffix}").write_bytes(content[:cut])
        documents, unreadable = split(read(tmp_path / f"a{suffix}"))
        whole = sum(end <= cut for end in ends)
        # The last bytes of a record are a check sum or a line break: without them its page is still whole.
        assert documents in (URLS[:whole], URLS[: whole + 1]), cut
        assert len(unreadable) == (0 if cut in ends or len(documents) > whole else 1), cut


def test_the_row_of_a_cut_record_names_file_and_byte(tmp_path):
    (tmp_path / "a.warc").write_bytes(b"".join(FOUR)[:-400])
    cut = read(tmp_path / "a.warc")[-1]
    start = sum(map(len, FOUR[:3]))
    assert cut.url == f"cc:a.warc@{start}"
    assert f"at byte {start:,} of the file" in cut.detail


WRONG = [
    ("a length that reaches into the next record", record("https://a.example/x", off=300), 0),
    ("a length that ends before the record: its page may lack its end", record("https://a.example/x", off=-300), 1),
]


@pytest.mark.parametrize("suffix", [".warc", ".warc.gz"])
@pytest.mark.parametrize(("why", "wrong", "rows"), WRONG, ids=[why for why, _, _ in WRONG])
def test_a_wrong_length_costs_no_other_record(tmp_path, suffix, why, wrong, rows):
    documents, unreadable = split(read(write_warc(tmp_path / f"a{suffix}", FOUR[0], wrong, *FOUR[1:])))
    assert documents == [URLS[0], "https://a.example/x", *URLS[1:]]
    assert len(unreadable) == rows


@pytest.mark.parametrize("suffix", [".warc.gz", ".warc.zst"])
def test_a_damaged_member_costs_no_other_record(tmp_path, suffix):
    parts = [PACKED[suffix](one) for one in FOUR]
    parts[1] = parts[1][:60] + bytes(80) + parts[1][140:]
    (tmp_path / f"a{suffix}").write_bytes(b"".join(parts))
    documents, unreadable = split(read(tmp_path / f"a{suffix}"))
    assert documents == [URLS[0], *URLS[2:]]
    assert [reason for _, reason in unreadable] == ["unreadable"]


ENCODED = [
    ("packed as the header says", gzip.compress(PAGE), "Content-Encoding: gzip"),
    ("stored unpacked under a header that says otherwise", PAGE, "Content-Encoding: gzip"),
    ("stored whole under a header that says it comes in chunks", PAGE, "Transfer-Encoding: chunked"),
    ("in chunks", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
]


@pytest.mark.parametrize(("why", "body", "header"), ENCODED, ids=[why for why, _, _ in ENCODED])
def test_bodies_are_unpacked(tmp_path, why, body, header):
    coded = record("https://a.example/x", body, headers=f"Content-Type: text/html\r\n{header}")
    found = read(write_warc(tmp_path / "a.warc.gz", coded, FOUR[1]))
    assert [document.content for document in found] == [PAGE, PAGE]


def test_bombs_are_rows(tmp_path):
    large = record("https://a.example/large", bytes(MAX_BYTES + 1))
    packed = record(
        "https://a.example/packed",
        gzip.compress(bytes(10 * MAX_BYTES), 1),
        headers="Content-Type: text/html\r\nContent-Encoding: gzip",
    )
    documents, unreadable = split(read(write_warc(tmp_path / "a.warc.gz", large, packed, FOUR[0])))
    assert documents == URLS[:1]
    assert [reason for _, reason in unreadable] == ["too_large", "too_large"]


NOTHING = [
    ("no archive at all", b"These are words.\n" * 100),
    ("nothing", b""),
    ("an empty packed file", gzip.compress(b"")),
]


@pytest.mark.parametrize(("why", "content"), NOTHING, ids=[why for why, _ in NOTHING])
def test_what_is_no_archive_is_a_row(tmp_path, why, content):
    (tmp_path / "a.warc.gz").write_bytes(content)
    assert split(read(tmp_path / "a.warc.gz")) == ([], [("cc:a.warc.gz@0", "unreadable")])


def test_one_zstd_frame_may_hold_all_records(tmp_path):
    (tmp_path / "a.warc.zst").write_bytes(zstandard.compress(b"".join(FOUR)))
    assert split(read(tmp_path / "a.warc.zst")) == (URLS, [])
