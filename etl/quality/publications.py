"""What became of each run's marts: published, withheld, refused, overtaken. Rows of `quality.publications`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from etl.schema import Record

Outcome = Literal["published", "withheld", "rejected", "superseded"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication(Record):
    """What became of the marts of one run, and who decided it."""

    TABLE: ClassVar[str] = "publications"
    KEY: ClassVar[str] = "publication_id"

    publication_id: Annotated[str, "Hash of run_id and outcome."]
    run_id: Annotated[str, "The run that was audited, as in check_results."]
    airflow_run_id: Annotated[str | None, "Airflow's own name of the run: where it is approved."] = None
    outcome: Annotated[
        Outcome,
        "published: readers have it; withheld: a critical check failed, and nobody has decided yet; rejected: a person "
        "refused it, or nobody answered in time; superseded: marts of a newer state were published before.",
    ]
    decided_at: Annotated[datetime, "When this became so, UTC."]
    snapshot_id: Annotated[int | None, "Snapshot of the lake whose marts were audited."] = None
    release: Annotated[str | None, "Name of the published file."] = None
    decided_by: Annotated[str | None, "The person who approved or refused; null where nobody was asked."] = None
    reason: Annotated[str | None, "Why, in that person's words."] = None
    failed: Annotated[str, "Critical checks that had failed, JSON list of words."] = "[]"
