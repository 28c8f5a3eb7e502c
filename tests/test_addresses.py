"""Which addresses are asked: public ones. No test here connects to anything."""

import socket

import pytest

from etl.settings import Settings
from etl.sources.fetching import addresses
from etl.sources.fetching.answers import Request
from etl.sources.fetching.fetcher import Fetcher
from etl.sources.fetching.manners import Manners

REFUSED = {
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "this host": ["0.0.0.0", "0.1.2.3", "::"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "link-local, where clouds keep their metadata": ["169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0"],
    "shared by a provider's customers": ["100.64.0.1", "100.127.255.255"],
    "protocol assignments": ["192.0.0.1", "192.0.0.8", "192.0.0.170", "2001:1::1"],
    "documentation and benchmarks": [
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "198.18.0.1",
        "2001:db8::1",
        "3fff::1",
    ],
    "multicast and reserved": ["224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "ff02::1", "ff0e::1"],
    "anycast relay": ["192.88.99.1"],
    "IPv4 inside IPv6": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:169.254.169.254"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::808:808", "64:ff9b:1::1"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1"],
    "Teredo": ["2001:0:53aa:64c::1", "2001::1"],
    "discard-only": ["100::1"],
}
PUBLIC = ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize(("kind", "address"), [(kind, one) for kind, all_ in REFUSED.items() for one in all_])
def test_an_address_that_is_not_public_is_refused(kind, address):
    assert "no public address" in (addresses.refusal(address) or "")


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_not(address):
    assert addresses.refusal(address) is None


def test_networks_of_ones_own_can_be_allowed(monkeypatch):
    monkeypatch.setenv("NUTGRAF_ALLOWED_NETWORKS", "10.1.0.0/16, fd00::/8")
    allowed = Settings().manners.allowed_networks
    assert addresses.refusal("10.1.2.3", allowed) is None
    assert addresses.refusal("::ffff:10.1.2.3", allowed) is None
    assert addresses.refusal("fd00::1", allowed) is None
    assert addresses.refusal("10.2.0.1", allowed)
    monkeypatch.setenv("NUTGRAF_ALLOWED_NETWORKS", "intranet")
    with pytest.raises(ValueError, match="intranet"):
        Settings()


# Forms of an inner address that resolvers and libraries take for one.
FORMS = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://localhost./",
    "http://LOCALHOST:8080/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://0/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1%25lo]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://192.0.0.8/",
    "http://224.0.0.1/",
    "http://１２７.０.０.１/",
    "https://127.0.0.1/",
]
MALFORMED = [
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "http://a@127.0.0.1/",
    "http://a:b@x/",
    "//127.0.0.1/",
    "http://",
]
MALFORMED += [
    "javascript:alert(1)",
    "data:text/html,x",
    "http://x:0/",
    "http://x:99999/",
    "http://[::1",
    "",
    "http:///x",
]


@pytest.fixture
def connections(monkeypatch) -> list[object]:
    """Sockets that are made for a connection to a server; each is one too many."""
    made: list[object] = []

    class Counted(socket.socket):
        def __init__(self, family=-1, *arguments, **options):
            made.append(family)
            super().__init__(family, *arguments, **options)

    monkeypatch.setattr(addresses.socket, "socket", Counted)
    return made


@pytest.mark.parametrize("url", FORMS)
def test_no_form_of_an_inner_address_is_connected_to(url, connections):
    with Fetcher(Manners(delay=0, tries=1, connect_timeout=2)) as fetcher:
        made = len(connections)
        answer = fetcher.ask(Request(url=url))
        assert connections[made:] == []
    # A resolver that does not know such forms finds no host: nothing was connected to either way.
    assert answer.outcome == "blocked_address" or "no such host" in answer.detail or answer.outcome == "bad_address"


@pytest.mark.parametrize("url", MALFORMED)
def test_other_schemes_and_malformed_addresses_are_refused(url):
    assert addresses.fault(url)
    with Fetcher(Manners(delay=0, tries=1)) as fetcher:
        assert fetcher.ask(Request(url=url)).outcome == "bad_address"


def test_a_name_that_leads_to_several_addresses_is_not_used_to_reach_an_inner_one(monkeypatch, connections):
    """A name may have a public and an inner address: whichever is tried, the check stands before the connection."""
    import asyncio

    async def lookup(self, *arguments, **options):
        inner = [("10.0.0.1", 80), ("127.0.0.1", 80)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address) for address in inner]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", lookup)
    with Fetcher(Manners(delay=0, tries=1)) as fetcher:
        made = len(connections)
        answer = fetcher.ask(Request(url="http://rebinding.example/"))
        assert connections[made:] == []
    assert answer.outcome == "blocked_address"
