"""Addresses of NUTGRAF_ALERTS → targets. An address may hold a password or a token, so a target never shows it."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from etl.alerts.services import service_name

MAIL, WEBHOOK = "mail", "webhook"


@dataclass(frozen=True)
class Target:
    """Where messages go.

    kind: `mail` through Airflow's SMTP connection, `webhook` as JSON, or the name of an Apprise service, as in `slack`.
    label: what a person may read of the address: never its user, path or query.
    """

    kind: str
    label: str
    address: str = field(repr=False)


def parse(addresses: str) -> list[Target]:
    """The targets that are named, separated by spaces. Raises ValueError for one that nobody understands."""
    return [_target(address, number) for number, address in enumerate(addresses.split(), start=1)]


def _target(address: str, number: int) -> Target:
    scheme = address.partition(":")[0].lower()
    if scheme == "mailto":
        mailbox = address.partition(":")[2]
        if not re.fullmatch(r"[^@\s,?&]+@[^@\s,?&]+", mailbox):
            raise ValueError(f"alert {number} (mailto:…) names no mailbox: write mailto:desk@example.org")
        return Target(MAIL, f"{MAIL} {mailbox}", address)
    service = service_name(address)
    if service:  # before webhooks, so that an address copied from Slack or Teams is spoken to in its own way
        kind = service if scheme in ("http", "https") else scheme
        return Target(kind, kind, address)
    if scheme in ("http", "https"):
        host = _host(address)
        if not host:
            raise ValueError(f"alert {number} ({scheme}://…) names no host")
        return Target(WEBHOOK, f"{WEBHOOK} {host}", address)
    shown = f"{scheme}://…" if re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) and ":" in address else "no scheme"
    raise ValueError(f"alert {number} ({shown}) is not understood: write mailto:, https:// or a complete Apprise URL")


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    return f"{parts.hostname}{port}" if parts.hostname else None
