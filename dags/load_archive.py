"""On demand: a folder of articles → pages → articles → facts → staging.

Trigger it with the folder to read (`path`) and the name under which its articles are kept (`source`). Files that the
warehouse has seen under that name are passed over, so triggering it again after a failure is safe.

When it fails: as `ingest`; `collect` is red when the folder does not exist on the worker.
"""

from airflow.sdk import Param, dag, task

from dags.stages import RETRIES, read_batches


@dag(
    schedule=None,
    max_active_runs=1,
    default_args=RETRIES,
    params={
        "path": Param("samples", type="string", minLength=1, description="Folder with .txt, .html, .htm, also .gz."),
        "source": Param(
            "archive", type="string", pattern="^[a-z0-9_]+$", description="Name the articles are kept under."
        ),
    },
    doc_md=__doc__,
    tags=["nutgraf"],
)
def load_archive():
    """A folder → staging."""

    @task
    def collect(params=None) -> list[list[str]]:
        from datetime import UTC, datetime

        from etl import pipeline
        from etl.settings import ROOT, Settings
        from etl.sources.files import Files

        settings = Settings()
        entry = Files(name=params["source"], kind="files", path=params["path"])
        return [pipeline.collect(entry, ROOT, settings.batches, settings.lake, settings.batch_size, datetime.now(UTC))]

    read_batches(collect())


load_archive()
