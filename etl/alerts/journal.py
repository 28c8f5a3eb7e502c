"""What was told to whom, and whether it arrived: rows of `quality.alerts`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, ClassVar

import duckdb

from etl.alerts.delivery import Outcome
from etl.alerts.message import Kind, Message
from etl.schema import Record, columns, stable_id, to_arrow


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert(Record):
    """One message to one target."""

    TABLE: ClassVar[str] = "alerts"
    KEY: ClassVar[str] = "alert_id"

    alert_id: Annotated[str, "Hash of kind, subject, moment and place of the target in NUTGRAF_ALERTS."]
    kind: Annotated[Kind, "What is told."]
    about: Annotated[str, "The DAG, or the sources, separated by comma and space."]
    run_id: Annotated[str | None, "Airflow's own name of the run; null where no run is meant."] = None
    subject: Annotated[str, "The subject line."]
    sent_at: Annotated[datetime, "When it was sent, UTC."]
    target: Annotated[str, "Kind of the target: mail, webhook or an Apprise service. Never its address."]
    delivered: Annotated[bool, "True: the target took it."]
    error: Annotated[str | None, "Why it did not arrive; null where it did."] = None


def rows(message: Message, outcomes: Sequence[Outcome], sent_at: datetime) -> list[Alert]:
    """One row per target that a message was sent to."""
    return [
        Alert(
            alert_id=stable_id(message.kind, message.subject, sent_at, number),
            kind=message.kind,
            about=message.about,
            run_id=message.run_id,
            subject=message.subject,
            sent_at=sent_at,
            target=outcome.target.kind,
            delivered=outcome.error is None,
            error=outcome.error,
        )
        for number, outcome in enumerate(outcomes)
    ]


def store(connection: duckdb.DuckDBPyConnection, alerts: Sequence[Alert]) -> None:
    """Add rows to `lake.quality.alerts`."""
    names = ", ".join(column.name for column in columns(Alert))
    connection.register("new_alerts", to_arrow(alerts, Alert))
    connection.execute(f"insert into lake.quality.alerts by name select {names} from new_alerts")
    connection.unregister("new_alerts")


def last_told(connection: duckdb.DuckDBPyConnection, kind: Kind) -> dict[str, datetime]:
    """What messages of a kind were about → when the last one arrived anywhere, UTC."""
    found = connection.execute(
        "select one, max(sent_at) from (select unnest(string_split(about, ', ')) as one, sent_at "
        "from lake.quality.alerts where kind = ? and delivered) group by one",
        [kind],
    )
    return {about: at.replace(tzinfo=UTC) for about, at in found.fetchall()}
