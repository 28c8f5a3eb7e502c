"""On demand: a folder, a dump or a web archive → pages → articles → facts → staging.

Trigger it with what to read (`path`) and the name under which its articles are kept (`source`). What the warehouse has
seen under that name is passed over, so triggering it again after a failure, or after a kill, is safe: batches that were
loaded are not touched, facts that were extracted before the kill are not extracted again.

When it fails

* `collect` is red: there is nothing under `path` on the worker, or a filter does not fit what lies there. The log says
  which parameter to change. A damaged file is no failure: it is a row in `rejections` that names the place.
* `clean`, `extract` or `load` is red: as in `ingest`. `No space left on device`: the log names the folder that is full
  and what may be deleted; then trigger it again.
"""

from airflow.sdk import Param, dag, task

from dags.alerting import TOLD
from dags.stages import RETRIES, read_batches


@dag(
    schedule=None,
    max_active_runs=1,
    default_args=RETRIES,
    **TOLD,
    params={
        "path": Param(
            "samples",
            type="string",
            minLength=1,
            description="File, folder or pattern, here or on s3://: .txt .html .jsonl .json .warc, also .gz and .zst.",
        ),
        "kind": Param("auto", enum=["auto", "files", "jsonl", "warc"], description="auto: by suffix."),
        "source": Param(
            "archive", type="string", pattern="^[a-z0-9_]+$", description="Name the articles are kept under."
        ),
        "since": Param(
            None,
            type=["null", "string"],
            format="date",
            description="First day: of publication (dump), of archiving (web archive).",
        ),
        "until": Param(None, type=["null", "string"], format="date", description="Last day."),
        "hosts": Param([], type="array", items={"type": "string"}, description="Only these and what lies below them."),
        "languages": Param([], type="array", items={"type": "string"}, description="Only these, as ISO 639-1 codes."),
        "fields": Param({}, type="object", description='Dump: names of the fields, as in {"text": "corpus"}.'),
    },
    doc_md=__doc__,
    tags=["nutgraf"],
)
def load_archive():
    """A folder, dump or web archive → staging."""

    @task
    def collect(params=None) -> list[list[str]]:
        from datetime import UTC, datetime

        from etl import pipeline
        from etl.settings import ROOT, Settings
        from etl.sources.archives import archive_entries

        settings = Settings()
        asked = {name: params[name] for name in ("kind", "since", "until", "hosts", "languages", "fields")}
        entries = archive_entries(params["path"], ROOT, name=params["source"], **asked)
        now = datetime.now(UTC)
        return [
            pipeline.collect(entry, ROOT, settings.batches, settings.lake, settings.batch_size, now)
            for entry in entries
        ]

    read_batches(collect())


load_archive()
