"""Sources on S3, against a server of its own on this machine."""

import gzip
import sys

import pytest
from conftest import NOW
from warc_file import record, write_warc

from etl.sources import Document, SourceUnavailableError, Unreadable, Visit
from etl.sources.files import Files
from etl.sources.journal import Fetch
from etl.sources.jsonl import Jsonl
from etl.sources.warc import Warc

TEXT = b"The council closed the bridge.\n"


@pytest.fixture(scope="module")
def server():
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """An empty bucket; calling it with files puts them there."""
    import boto3
    import fsspec

    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3").clear_instance_cache()
    client = boto3.client("s3", endpoint_url=server)
    client.create_bucket(Bucket="press")

    def put(files: dict[str, bytes]) -> None:
        for key, content in files.items():
            client.put_object(Bucket="press", Key=key, Body=content)

    yield put
    for entry in client.list_objects_v2(Bucket="press").get("Contents", []):
        client.delete_object(Bucket="press", Key=entry["Key"])
    client.delete_bucket(Bucket="press")


def visit(entry, tmp_path, fetched: dict[str, Fetch] | None = None):
    found = list(entry.documents(Visit(base=tmp_path, now=NOW, fetched=fetched or {})))
    return [f for f in found if not isinstance(f, Fetch)], {f.url: f for f in found if isinstance(f, Fetch)}


def folder(path: str = "s3://press/2026") -> Files:
    return Files(name="bucket", kind="files", path=path)


def test_a_folder_is_read_like_one_of_this_machine(bucket, tmp_path):
    bucket(
        {
            "2026/post/a.txt": TEXT,
            "2026/b.html.gz": gzip.compress(TEXT),
            "2026/c.pdf": TEXT,
            "2026/.hidden.txt": TEXT,
            "2025/d.txt": TEXT,
        }
    )
    found, _ = visit(folder(), tmp_path)
    assert found == [
        Document(url="bucket:b.html.gz", media_type="text/html", content=TEXT),
        Document(url="bucket:post/a.txt", media_type="text/plain", content=TEXT),
    ]


def test_what_has_not_changed_is_not_downloaded_again(bucket, tmp_path):
    bucket({"2026/a.txt": TEXT, "2026/b.txt": TEXT})
    _, fetched = visit(folder(), tmp_path)
    bucket({"2026/b.txt": TEXT * 2, "2026/c.txt": TEXT})
    found, fetches = visit(folder(), tmp_path, fetched)
    assert [document.url for document in found] == ["bucket:b.txt", "bucket:c.txt"]
    assert set(fetches) == {"bucket:b.txt", "bucket:c.txt"}


def test_one_object_and_a_pattern(bucket, tmp_path):
    bucket({"2026/a.txt": TEXT, "2026/b.txt": TEXT, "2026/x/a.html": TEXT})
    assert [f.url for f in visit(folder("s3://press/2026/b.txt"), tmp_path)[0]] == ["bucket:b.txt"]
    assert [f.url for f in visit(folder("s3://press/2026/*a.*"), tmp_path)[0]] == ["bucket:a.txt", "bucket:x/a.html"]


def test_a_damaged_object_is_a_row(bucket, tmp_path):
    bucket({"2026/a.txt.gz": TEXT})
    ((unreadable,), _) = visit(folder(), tmp_path)
    assert isinstance(unreadable, Unreadable)


def test_dumps_and_web_archives_lie_there_too(bucket, tmp_path):
    archive = write_warc(tmp_path / "a.warc.gz", *(record(f"https://a.example/{n}") for n in range(3)))
    bucket({"in/a.warc.gz": archive.read_bytes(), "in/b.jsonl": b'{"id": 1, "text": "The council voted."}\n'})
    pages, _ = visit(Warc(name="cc", kind="warc", path="s3://press/in"), tmp_path)
    assert [page.url for page in pages] == [f"https://a.example/{n}" for n in range(3)]
    articles, _ = visit(Jsonl(name="dump", kind="jsonl", path="s3://press/in/*.jsonl"), tmp_path)
    assert [article.url for article in articles] == ["dump:b.jsonl#1"]


@pytest.mark.parametrize("path", ["s3://press/nothing", "s3://no-such-bucket/folder"])
def test_a_path_that_leads_nowhere_is_an_error(bucket, tmp_path, path):
    with pytest.raises(FileNotFoundError, match="correct the `path`"):
        visit(folder(path), tmp_path)


def test_another_scheme_is_an_error(tmp_path):
    with pytest.raises(SourceUnavailableError, match="s3://bucket/folder"):
        visit(folder("gs://press/2026"), tmp_path)


def test_without_s3fs_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(SourceUnavailableError, match=r"pip install 'nutgraf\[s3\]'"):
        visit(folder(), tmp_path)
