"""What became of each run's marts: published, withheld, refused, overtaken, failed. Rows of `quality.publications`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal
from urllib.parse import quote

from etl.schema import Record, stable_id

Outcome = Literal["published", "withheld", "rejected", "superseded", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication(Record):
    """What became of the marts of one run, and who decided it. A run may have several; the last one holds."""

    TABLE: ClassVar[str] = "publications"
    KEY: ClassVar[str] = "publication_id"

    publication_id: Annotated[str, "Hash of run_id and number."]
    number: Annotated[int, "Grows by one with each row: the order of decisions, whatever the clock said."]
    run_id: Annotated[str, "The run that was audited, as in check_results."]
    airflow_run_id: Annotated[
        str | None, "Airflow's own name of the run: where it is approved; null where it ran in a terminal."
    ] = None
    outcome: Annotated[
        Outcome,
        "published: readers have it; withheld: a critical check failed, and nobody has decided yet; rejected: a person "
        "refused it, or nobody answered in time; superseded: marts of a newer state were published before; "
        "failed: the machine broke before it could be published.",
    ]
    decided_at: Annotated[datetime, "When this became so, UTC."]
    snapshot_id: Annotated[int | None, "Snapshot of the lake whose marts were audited; null where none were."] = None
    release: Annotated[str | None, "Name of the published file."] = None
    decided_by: Annotated[str | None, "The person who approved or refused; null where nobody was asked."] = None
    reason: Annotated[str | None, "Why: in that person's words; of a failure, its message."] = None
    failed: Annotated[str, "Critical checks that had failed, JSON list of `layer.table: what must hold`."] = "[]"


def run_id(airflow_run_id: str, began: datetime) -> str:
    """Our name of a run: when it began, for people, and what tells two of the same second apart.

    Names do not sort by age where a clock was set back: order runs by snapshot_id, decisions by number.
    """
    return f"{began:%Y%m%dT%H%M%SZ}-{stable_id(airflow_run_id)[:6]}"


def approval_url(web_url: str, airflow_run_id: str) -> str:
    """The page of Airflow on which a person approves or refuses a withheld run."""
    return (
        f"{web_url.rstrip('/')}/dags/build_marts/runs/{quote(airflow_run_id, safe='')}/tasks/approve/required_actions"
    )
