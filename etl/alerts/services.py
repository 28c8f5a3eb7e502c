"""Apprise, which speaks to some hundred services. It logs addresses with their tokens, so its log is caught here."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from types import ModuleType

from etl.alerts.message import Message


class NotTakenError(Exception):
    """A service refused a message."""


def service_name(address: str) -> str | None:
    """What Apprise calls the service of an address, as in `slack`; None where it does not understand the address."""
    service = _apprise().Apprise.instantiate(address, suppress_exceptions=True)
    if service is None:
        return None
    scheme = service.secure_protocol or service.protocol
    return str(scheme[0] if isinstance(scheme, (tuple, list)) else scheme)


def notify(address: str, message: Message, timeout_seconds: float) -> None:
    """Hand a message to a service. Raises NotTakenError with the reason that Apprise gives."""
    apprise = _apprise()
    service = apprise.Apprise()
    service.add(address)
    good = message.kind in ("test", "recovered")
    with _warnings() as said:
        taken = service.notify(
            title=message.subject,
            body=message.text,
            body_format=apprise.NotifyFormat.TEXT,
            notify_type=apprise.NotifyType.INFO if good else apprise.NotifyType.WARNING,
        )
    if not taken:
        raise NotTakenError(said.getvalue().strip().rpartition("\n")[2] or "not taken")


@contextmanager
def _warnings() -> Iterator[StringIO]:
    """What Apprise warns of meanwhile. It sends in its own threads: two services may read each other's warning."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.WARNING)
    logger = logging.getLogger("apprise")
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)


def _apprise() -> ModuleType:
    import apprise  # noqa: PLC0415  a tenth of a second, needed by those alone who set alerts

    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not any(isinstance(handler, logging.NullHandler) for handler in logger.handlers):
        logger.addHandler(logging.NullHandler())
    return apprise
