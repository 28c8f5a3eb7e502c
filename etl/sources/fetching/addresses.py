"""Which addresses may be asked: public ones over http and https. Whoever writes a link must not reach our own network.

The check stands where the socket is made, after the name was resolved and for every hop, so that neither a redirect nor
a name that changes its address gets past it.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
AddressInfo = tuple[int, int, int, str, tuple[str | int, ...]]

# What the ipaddress module takes for public although it leads elsewhere: relays and translators that carry any inner
# address, protocol assignments, anycast relays.
_SPECIAL = [
    ip_network(printed)
    for printed in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local, once
    )
]


class RefusedAddressError(Exception):
    """A connection that must not be made."""


def refusal(printed: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why an IP address is not connected to; None where it may be."""
    address: IPv4Address | IPv6Address = ip_address(printed.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in allowed if network.version == address.version):
        return None
    special = any(address in network for network in _SPECIAL if network.version == address.version)
    if special or address.is_multicast or not address.is_global:
        return f"{printed} is no public address"
    return None


def guarded_socket(allowed: Sequence[Network]) -> Callable[[AddressInfo], socket.socket]:
    """A socket factory that raises RefusedAddressError before anything is connected."""

    def make(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if reason := refusal(str(address[0]), allowed):
            raise RefusedAddressError(reason)
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


def fault(url: str) -> str | None:
    """What is wrong with an address that is to be asked; None where nothing is."""
    try:
        url.encode()
        parts = urlsplit(url)
        port = parts.port
    except UnicodeEncodeError:
        return "characters that stand in no text"
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return f"{parts.scheme or 'no'} scheme; only http and https are fetched"
    if "@" in parts.netloc:
        return "a user name in the address"
    if not parts.hostname or port == 0:
        return "no host in the address"
    return None


def networks(printed: str) -> tuple[Network, ...]:
    """`10.1.0.0/16, 192.168.4.2` → networks. Raises ValueError with what is wrong."""
    return tuple(ip_network(part.strip()) for part in printed.split(",") if part.strip())
