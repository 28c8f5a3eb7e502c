"""Tell every target, and keep what became of it in `quality.alerts`. Raises nothing: an alert never decides a run."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import duckdb

from etl.alerts import journal
from etl.alerts.delivery import Outcome, send
from etl.alerts.message import Message
from etl.alerts.targets import Target
from etl.lake import BusyError, Lake, writing

LOGGER = logging.getLogger("nutgraf.alerts")
WAIT_SECONDS = 5.0  # for the warehouse: a load may hold it for minutes, and whoever tells has a run to end


def tell(message: Message, targets: Sequence[Target], lake: Lake) -> list[Outcome]:
    """Send a message, note where it arrived; one outcome a target. Where the warehouse is busy, the log keeps it."""
    return tell_all([message], targets, lake)


def tell_all(messages: Sequence[Message], targets: Sequence[Target], lake: Lake) -> list[Outcome]:
    """The same for several messages."""
    outcomes: list[Outcome] = []
    rows: list[journal.Alert] = []
    for message in messages:
        found = send(message, targets)
        rows += journal.rows(message, found, datetime.now(UTC))
        outcomes += found
    if not rows:
        return []
    try:
        with writing(lake, wait_seconds=WAIT_SECONDS) as connection:
            journal.store(connection, rows)
    except (BusyError, duckdb.Error, OSError) as error:
        LOGGER.warning("quality.alerts was not written: %s", error)
    return outcomes
