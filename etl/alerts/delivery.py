"""Messages on their way. All targets are tried at once, none for long; what fails is an outcome, not an error."""

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.parse import unquote

from etl.alerts import services
from etl.alerts.message import Message
from etl.alerts.targets import MAIL, WEBHOOK, Target
from etl.alerts.webhook import post

LOGGER = logging.getLogger("nutgraf.alerts")
TIMEOUT_SECONDS = 10.0
Way = Callable[[str, Message, float], None]  # address, message, seconds
SHORTEST_SECRET = 4  # characters


@dataclass(frozen=True)
class Outcome:
    """What became of one message at one target. `error`: None where it was taken; without secrets of the address."""

    target: Target
    error: str | None


def send(message: Message, targets: Sequence[Target], *, timeout_seconds: float = TIMEOUT_SECONDS) -> list[Outcome]:
    """Send to all targets, in at most `timeout_seconds`; one outcome a target, in their order. Raises nothing."""
    errors: dict[int, str | None] = {}

    def attempt(number: int, target: Target, way: Way) -> None:
        try:
            way(target.address, message, timeout_seconds)
            errors[number] = None
        except Exception as error:  # whatever a library raises here: the run goes on, and the others are served
            errors[number] = without_secrets(_in_words(error), [target.address for target in targets])

    # Daemons: one that hangs in a name look-up must not keep the process from ending.
    threads = [
        threading.Thread(target=attempt, args=(number, target, _way(target)), daemon=True)
        for number, target in enumerate(targets)
    ]
    deadline = time.monotonic() + timeout_seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    late = f"no answer within {timeout_seconds:g} s"
    outcomes = [Outcome(target, errors.get(number, late)) for number, target in enumerate(targets)]
    for outcome in outcomes:
        if outcome.error:
            LOGGER.error("alert %r did not reach %s: %s", message.subject, outcome.target.label, outcome.error)
        else:
            LOGGER.info("alert %r sent to %s", message.subject, outcome.target.label)
    return outcomes


def _way(target: Target) -> Way:
    if target.kind != MAIL:
        return post if target.kind == WEBHOOK else services.notify
    from etl.alerts.mail import send_mail  # noqa: PLC0415  imports Airflow, which takes seconds

    return send_mail


def _in_words(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"answered {error.code} {error.reason}"
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    said = getattr(cause, "strerror", None) or str(cause)
    return f"{type(cause).__name__}: {said}" if isinstance(cause, BaseException) else str(cause)


def without_secrets(words: str, addresses: Sequence[str]) -> str:
    """The words without any part of the addresses but their schemes and hosts."""
    hidden = {part for address in addresses for part in _secrets(address)}
    for part in sorted(hidden, key=len, reverse=True):
        words = words.replace(part, "…")
    return words


def _secrets(address: str) -> set[str]:
    rest = re.sub(r"^[a-z0-9+.-]+://", "", address, flags=re.IGNORECASE)
    user, at, place = rest.rpartition("@")
    host = re.split(r"[/:?]", place)[0]
    parts = [address, user, *re.split(r"[/:?&=@]", f"{user}{at}{place[len(host) :]}")]
    return {form for part in parts for form in (part, unquote(part)) if len(form) >= SHORTEST_SECRET}
