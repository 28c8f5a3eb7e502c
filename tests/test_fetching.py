"""Fetching, against servers that misbehave: every healthy page arrives once, every bad one is a row with its reason."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from conftest import NOW, ROOT
from fault_server import CP1252, FaultServer, page

from etl.sources import Document, Visit
from etl.sources.fetching.answers import Answer, Request
from etl.sources.fetching.fetcher import Fetcher
from etl.sources.fetching.manners import Manners
from etl.sources.journal import Fetch

HERE = (ip_network("127.0.0.1/32"),)
QUICK = Manners(
    allowed_networks=HERE, delay=0.0, timeout=1.5, connect_timeout=1, backoff=0.05, patience=2, per_host=4, tries=2
)


@pytest.fixture(scope="module")
def server():
    with FaultServer() as running:
        yield running


@pytest.fixture(scope="module")
def fetcher():
    with Fetcher(QUICK) as running:
        yield running


# path → outcome and what the detail says
FAULTS = {
    "/status/404": ("http_error", "no such page"),
    "/status/410": ("http_error", "removed"),
    "/status/401": ("http_error", "password"),
    "/status/403": ("http_error", "turns us away"),
    "/status/500": ("server_error", "500"),
    "/status/503": ("server_error", "503"),
    "/status/304": ("http_error", "304"),
    "/status/206": ("http_error", "206"),
    "/wait/429/3600/99": ("rate_limited", "429"),
    "/wait/503/3600/99": ("rate_limited", "503"),
    "/drip": ("timeout", "1.5 s"),
    "/silent": ("timeout", "1.5 s"),
    "/hangup": ("unreachable", "hung up"),
    "/loop_/a": ("redirects", "a loop"),
    "/hops/1": ("redirects", "more than 8"),
    "/to?where=http://169.254.169.254/latest/meta-data/": ("blocked_address", "169.254.169.254"),
    "/to?where=http://10.0.0.1/": ("blocked_address", "10.0.0.1"),
    "/to?where=http://[::1]/": ("blocked_address", "::1"),
    "/to?where=http://127.0.0.2/": ("blocked_address", "127.0.0.2"),
    "/to?where=file:///etc/passwd": ("bad_address", "file scheme"),
    "/to?where=ftp://127.0.0.1/": ("bad_address", "ftp scheme"),
    "/to?where=gopher://127.0.0.1/": ("bad_address", "gopher scheme"),
    "/to?where=http://ann:secret@127.0.0.1/": ("bad_address", "user name"),
    "/to?where=http://[::1": ("bad_address", "IPv6"),
    "/bomb": ("too_large", "unpacked"),
    "/announced": ("too_large", "announced"),
    "/flood": ("too_large", "more than"),
    "/cut": ("truncated", "ended before"),
    "/packed/short": ("truncated", "too early"),
    "/packed/damaged": ("truncated", "damaged"),
    "/packed/unasked": ("truncated", "br"),
    "/media/image/png": ("not_an_article", "image/png"),
    "/media/application/pdf": ("not_an_article", "application/pdf"),
}


@pytest.fixture(scope="module")
def faulty(server, fetcher) -> dict[str, Answer]:
    """The answers to all faults, asked at once."""
    requests = [Request(url=server.url(path)) for path in FAULTS]
    patient = replace(QUICK, give_up_after=99, per_host=16)
    with Fetcher(patient) as running:
        answers = {answer.request.url: answer for answer in running.ask_all(requests)}
    return {path: answers[server.url(path)] for path in FAULTS}


@pytest.mark.parametrize("path", FAULTS)
def test_every_fault_has_its_outcome(faulty, path):
    outcome, detail = FAULTS[path]
    assert faulty[path].outcome == outcome
    assert detail in faulty[path].detail
    assert faulty[path].content == b""


@pytest.mark.parametrize("how", ["gzip", "members", "deflate", "raw"])
def test_packed_bodies_are_unpacked(server, fetcher, how):
    assert fetcher.ask(Request(url=server.url(f"/packed/{how}"))).content == page("packed")


def test_bytes_are_kept_as_received_whatever_the_header_says(server, fetcher):
    answer = fetcher.ask(Request(url=server.url("/wrong_charset")))
    assert answer.content == CP1252
    assert answer.content_type == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/wait/429/1/1", "/wait/503/-/1"])
def test_what_passes_is_tried_again(server, fetcher, path):
    answer = fetcher.ask(Request(url=server.url(path)))
    assert answer.outcome == "received"
    first, second = server.times[path]
    assert second - first >= (0.9 if "429" in path else 0.8 * QUICK.backoff)


def test_a_wait_that_is_too_long_is_left_to_the_next_visit(server, faulty):
    assert server.asked[server.ports[0], "/wait/429/3600/99"] == 1
    assert faulty["/wait/429/3600/99"].retry_after == 3600


def test_redirects_are_followed_and_remembered(server, fetcher):
    answer = fetcher.ask(Request(url=server.url("/to?where=/page/moved")))
    assert answer.outcome == "received"
    assert answer.final_url == server.url("/page/moved")


def test_an_invalid_certificate_is_refused_and_a_valid_one_is_not(server, tmp_path, monkeypatch):
    request = Request(url=f"https://127.0.0.1:{server.tls_port}/page/1")
    with Fetcher(QUICK) as running:
        answer = running.ask(request)
    assert (answer.outcome, "certificate" in answer.detail) == ("tls_error", True)
    server.authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with Fetcher(QUICK) as running:
        assert running.ask(request).outcome == "received"


# robots.txt → outcome of /page/1 and of /private/1
ROBOTS = [
    ((200, "User-agent: *\nDisallow: /private/\n"), "received", "robots_disallowed"),
    ((200, "User-agent: nutgraf\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), "robots_disallowed", "robots_disallowed"),
    ((200, "<html><body>Welcome</body></html>"), "received", "http_error"),
    ((404, ""), "received", "http_error"),
    ((403, ""), "received", "http_error"),
    ((500, ""), "robots_unavailable", "robots_unavailable"),
    ((429, ""), "robots_unavailable", "robots_unavailable"),
]


@pytest.mark.parametrize(("robots", "public", "private"), ROBOTS, ids=lambda value: str(value)[:30])
def test_robots_txt_is_obeyed(robots, public, private):
    with FaultServer() as server, Fetcher(QUICK) as fetcher:
        server.robots[server.ports[0]] = robots
        assert fetcher.ask(Request(url=server.url("/page/1"))).outcome == public
        assert fetcher.ask(Request(url=server.url("/private/1"))).outcome == private
        assert fetcher.ask(Request(url=server.url("/to?where=/private/1"))).outcome in (private, public)
        if private.startswith("robots"):
            assert (server.ports[0], "/private/1") not in server.asked
        tried = QUICK.tries if robots[0] >= 429 else 1
        assert server.asked[server.ports[0], "/robots.txt"] == tried  # once a visit


def test_a_crawl_delay_is_kept_up_to_a_cap():
    with FaultServer() as server, Fetcher(replace(QUICK, max_crawl_delay=0.3)) as fetcher:
        server.robots[server.ports[0]] = (200, "User-agent: *\nCrawl-delay: 60\n")
        list(fetcher.ask_all([Request(url=server.url(f"/page/{n}")) for n in range(3)]))
        times = sorted(time for path, at in server.times.items() if path.startswith("/page") for time in at)
    assert times[-1] - times[0] >= 0.55  # two pauses


def test_a_host_is_asked_a_few_at_once_with_a_pause_by_who_says_who_it_is():
    manners = replace(QUICK, delay=0.05, per_host=2, contact="https://example.org/about")
    with FaultServer() as server, Fetcher(manners) as fetcher:
        list(fetcher.ask_all([Request(url=server.url(f"/page/{n}")) for n in range(12)]))
        times = sorted(time for at in server.times.values() for time in at)
        assert server.most_open[server.ports[0]] <= 2
    assert times[-1] - times[0] >= 0.55  # twelve pauses, and what a busy machine shifts
    (agent,) = server.agents
    assert agent.startswith("nutgraf/")
    assert "+https://example.org/about" in agent


def test_a_host_that_fails_again_and_again_is_left_alone_and_stops_no_other():
    with FaultServer(hosts=2) as server, Fetcher(replace(QUICK, per_host=1, tries=1)) as fetcher:
        bad = [Request(url=server.url(f"/status/500/{n}")) for n in range(20)]
        good = [Request(url=server.url(f"/page/{n}", host=1)) for n in range(20)]
        answers = list(fetcher.ask_all(bad + good))
        assert sum(n for (port, path), n in server.asked.items() if path.startswith("/status")) == 5
    assert Counter(answer.outcome for answer in answers) == {"server_error": 20, "received": 20}
    assert sum("not asked" in answer.detail for answer in answers) == 15


def test_when_the_time_of_a_visit_is_up_the_rest_waits():
    with FaultServer() as server, Fetcher(replace(QUICK, visit_time=0.3, delay=0.1)) as fetcher:
        answers = list(fetcher.ask_all([Request(url=server.url(f"/page/{n}")) for n in range(50)]))
    assert 1 <= len(answers) < 10


def test_leaving_early_ends_what_is_still_asked(server):
    with Fetcher(replace(QUICK, timeout=60)) as fetcher:
        requests = [Request(url=server.url(path)) for path in ("/page/early", "/silent", "/drip", "/silent?again")]
        assert next(fetcher.ask_all(requests)).outcome == "received"


# ── twenty hosts, two thousand pages ─────────────────────────────────────────────────────────────────────────────────

HOSTS, PAGES = 20, 100
BROKEN = ["/status/503", "/drip", "/silent", "/loop_/a", "/bomb", "/flood", "/cut", "/media/image/png", "/status/404"]


@pytest.fixture(scope="module")
def two_thousand(tmp_path_factory):
    """A child process that visits all; what it saw, and its journal."""
    folder = tmp_path_factory.mktemp("visit")
    with FaultServer(hosts=HOSTS) as server:
        server.robots[server.ports[1]] = (200, "User-agent: *\nDisallow: /page/1/7$\n")
        server.robots[server.ports[2]] = (503, "")
        good = [server.url(f"/page/{host}/{n}", host) for host in range(HOSTS) for n in range(PAGES)]
        bad = [server.url(path, 3 + number % 5) for number, path in enumerate(BROKEN)]
        bad += [f"http://127.0.0.1:{server.dead_port}/page/1", f"https://127.0.0.1:{server.tls_port}/page/1"]
        (folder / "urls.txt").write_text("\n".join(good + bad))
        child = [sys.executable, str(ROOT / "tests/visit_child.py"), str(folder)]
        subprocess.run(child, check=True, cwd=ROOT, timeout=120)
        first = json.loads((folder / "seen.json").read_text())
        subprocess.run(child, check=True, cwd=ROOT, timeout=120)
        second = json.loads((folder / "seen.json").read_text())
        yield server, good, bad, first, second


def test_every_healthy_page_arrives_exactly_once(two_thousand):
    server, good, _, first, _ = two_thousand
    refused = {server.url("/page/1/7", 1), *(url for url in good if f":{server.ports[2]}/" in url)}
    assert Counter(first["documents"]) == Counter(url for url in good if url not in refused)
    assert {first["rows"][url]["outcome"] for url in refused} == {"robots_disallowed", "robots_unavailable"}


def test_every_bad_page_is_a_row_with_its_reason(two_thousand):
    _, _, bad, first, _ = two_thousand
    wanted = ["server_error", "timeout", "timeout", "redirects", "too_large", "too_large", "truncated"]
    wanted += ["not_an_article", "http_error", "robots_unavailable", "tls_error"]
    rows = [first["rows"][url] for url in bad]
    assert [row["outcome"] for row in rows] == wanted
    assert all(row["detail"] and row["attempt"] == 1 and row["next_try_at"] > str(NOW) for row in rows)


def test_a_visit_needs_little_memory(two_thousand):
    _, _, _, first, _ = two_thousand
    assert first["most_memory_mb"] < 250


def test_the_next_visit_asks_only_what_may_have_changed(two_thousand):
    _, _, _, first, second = two_thousand
    assert second["documents"] == []
    again = Counter(row["outcome"] for row in second["rows"].values())
    assert again["not_modified"] == len(first["documents"])
    assert all(row["outcome"] != "received" for row in second["rows"].values())


# ── the journal ──────────────────────────────────────────────────────────────────────────────────────────────────────


def visit(server: FaultServer, paths: list[str], fetched: dict[str, Fetch], after: timedelta, **fields):
    """A visit to a list of addresses; its documents and rows, by address."""
    from etl.sources.urls import Urls

    entry = Urls(name="list", kind="urls", urls=tuple(map(server.url, paths)), **fields)
    found = list(entry.documents(Visit(base=Path(), now=NOW + after, fetched=fetched, manners=QUICK)))
    rows = {item.url: item for item in found if isinstance(item, Fetch)}
    return [item.url for item in found if isinstance(item, Document)], rows


def test_failures_wait_longer_each_time():
    with FaultServer() as server:
        url, now, fetched, waits = server.url("/status/500"), timedelta(0), {}, []
        for _ in range(4):
            _, rows = visit(server, ["/status/500"], fetched, now)
            waits.append(rows[url].next_try_at - (NOW + now))
            early = visit(server, ["/status/500"], rows, now + waits[-1] - timedelta(seconds=1))
            assert early == ([], {})  # not asked, so nothing is left
            fetched, now = rows, now + waits[-1]
        assert waits == [timedelta(hours=hours) for hours in (1, 2, 4, 8)]
        assert rows[url].attempt == 4


def test_a_server_that_asks_for_a_long_pause_gets_it():
    with FaultServer() as server:
        _, rows = visit(server, ["/wait/429/90000/9"], {}, timedelta(0))
        assert rows[server.url("/wait/429/90000/9")].next_try_at == NOW + timedelta(seconds=90_000)


def test_young_articles_are_looked_at_again_and_old_ones_left():
    with FaultServer() as server:
        day = timedelta(days=1)
        documents, rows = visit(server, ["/page/1"], {}, timedelta(0))
        assert documents == [server.url("/page/1")]
        assert visit(server, ["/page/1"], rows, day / 2) == ([], {})
        documents, again = visit(server, ["/page/1"], rows, day - timedelta(minutes=5))
        assert (documents, again[server.url("/page/1")].outcome) == ([], "not_modified")
        assert again[server.url("/page/1")].etag == rows[server.url("/page/1")].etag
        assert visit(server, ["/page/1"], again, 4 * day) == ([], {})


def test_a_limit_leaves_the_rest_to_the_next_visit():
    with FaultServer() as server:
        paths = [f"/page/{n}" for n in range(5)]
        documents, rows = visit(server, paths, {}, timedelta(0), max_documents=3)
        assert len(documents) == 3
        rest, _ = visit(server, paths, rows, timedelta(hours=1), max_documents=3)
        assert sorted(documents + rest) == sorted(map(server.url, paths))


def test_trackers_make_no_second_article():
    with FaultServer() as server:
        documents, rows = visit(server, ["/page/1?utm_source=feed", "/page/1"], {}, timedelta(0))
        assert documents == [server.url("/page/1?utm_source=feed")]
        assert visit(server, ["/page/1?utm_source=mail"], rows, timedelta(hours=1)) == ([], {})
