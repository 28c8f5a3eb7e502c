"""Servers that speak no HTTP, or bad HTTP: an outcome, never an exception, and a row that the warehouse takes."""

import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from conftest import NOW
from test_fetching import QUICK

from etl.schema import to_arrow
from etl.sources import Visit
from etl.sources.fetching.answers import Request
from etl.sources.fetching.fetcher import Fetcher
from etl.sources.journal import Fetch
from etl.sources.rounds import Round

# What no web server should send, byte by byte → outcomes that fit.
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
GARBAGE = {
    "nothing HTTP": (b"\x00\xff\x16\x03\x01 hello\r\n\r\n", {"unreachable"}),
    "no status": (b"HTTP/1.1\r\n\r\n", {"unreachable"}),
    "a status of letters": (b"HTTP/1.1 abc OK\r\n\r\n", {"unreachable"}),
    "a status of 999": (b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n", {"server_error"}),
    "a header without end": (OK + b"X: " + b"y" * 100_000, {"unreachable"}),
    "a negative length": (OK + b"Content-Length: -5\r\n\r\nhello", {"unreachable", "truncated"}),
    "two lengths": (OK + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhello", {"unreachable", "truncated"}),
    "a chunk of no size": (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", {"unreachable", "truncated"}),
    "a chunk too short": (OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhello", {"truncated"}),
    "a place of raw bytes": (FOUND + b"Location: /\xff\xfe\xed\r\n\r\n", {"bad_address"}),
    "a place of nowhere": (FOUND + b"Location: http://[::1\r\n\r\n", {"bad_address"}),
    "an empty place": (FOUND + b"Location: \r\n\r\n", {"http_error", "redirects"}),
    "headers of raw bytes": (OK + b"ETag: \xff\xfe\r\nX: \xed\xa0\x80\r\nContent-Length: 2\r\n\r\nhi", {"received"}),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_an_outcome_and_no_exception(kind):
    sent, outcomes = GARBAGE[kind]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        def serve() -> None:
            for reply in (b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", sent):
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(reply)

        server = Thread(target=serve, daemon=True)
        server.start()
        with Fetcher(replace(QUICK, tries=1)) as fetcher:
            answer = fetcher.ask(Request(url=url))
        server.join(timeout=10)
    assert answer.outcome in outcomes, answer
    row = Round("test", Visit(base=Path(), now=NOW), timedelta(1), timedelta(3)).row(answer)
    assert to_arrow([row], Fetch).num_rows == 1
