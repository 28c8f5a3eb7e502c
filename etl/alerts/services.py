"""Apprise, which speaks to some hundred services. It logs addresses with their tokens, so its log ends here."""

import logging
from types import ModuleType

from etl.alerts.message import Message


class NotTakenError(Exception):
    """A service refused a message."""


class _Caught(logging.Filter):
    """Keeps what Apprise warns of, and lets none of it through to any log."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def filter(self, record: logging.LogRecord) -> bool:
        """Let nothing through."""
        if record.levelno >= logging.WARNING:
            self.warnings.append(record.getMessage())
        return False


_CAUGHT = _Caught()  # one for all: Apprise sends in threads of its own, so two services may read each other's warnings


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
    _CAUGHT.warnings.clear()
    good = message.kind in ("test", "recovered")
    taken = service.notify(
        title=message.subject,
        body=message.text,
        body_format=apprise.NotifyFormat.TEXT,
        notify_type=apprise.NotifyType.INFO if good else apprise.NotifyType.WARNING,
    )
    if not taken:
        raise NotTakenError(next(reversed(_CAUGHT.warnings), "not taken"))


def _apprise() -> ModuleType:
    import apprise  # noqa: PLC0415  a tenth of a second, needed by those alone who set alerts

    logging.getLogger("apprise").addFilter(_CAUGHT)
    return apprise
