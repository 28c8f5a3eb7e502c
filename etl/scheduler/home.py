"""What Airflow needs before it is imported: its environment, which stands here once, its database and its pool."""

import os
import secrets
import sys
from importlib.metadata import version
from pathlib import Path

from etl.settings import ROOT, Settings

POOL = "warehouse"


def environment(settings: Settings) -> dict[str, str]:
    """Variables for every Airflow process of this project. Values that are set already win."""
    home = settings.home / "airflow"
    wanted = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__MAX_MAP_LENGTH": "10000",  # batches of one run: some million pages
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
        "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",  # what a killed scheduler left running starts again
        # A web server that starts, or starts again, answers after a while; the task waits.
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "AIRFLOW__WORKERS__EXECUTION_API_RETRIES": "10",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(settings.port),
        "AIRFLOW__API__BASE_URL": settings.web_url,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{settings.port}/execution/",
        "AIRFLOW__API_AUTH__JWT_SECRET": _secret(home / "jwt_secret"),
    }
    programs = str(Path(sys.executable).parent)  # `airflow standalone` starts its parts by name
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        **{name: os.environ.get(name, value) for name, value in wanted.items()},
    }


def _secret(file: Path) -> str:
    """A key of this installation, made at the first call and kept readable for its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(48), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def prepare(settings: Settings) -> None:
    """Set the environment; create or upgrade Airflow's database and the pool of one slot, once per Airflow version."""
    os.environ.update(environment(settings))
    done = settings.home / "airflow" / f"migrated-{version('apache-airflow')}"
    elsewhere = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" in os.environ
    if done.exists() and (elsewhere or (Path(os.environ["AIRFLOW_HOME"]) / "airflow.db").exists()):
        return
    migrate()
    done.touch()


def migrate() -> None:
    """Create or upgrade Airflow's database, and the pool of one slot. The environment must be set."""
    from airflow.models.pool import Pool  # noqa: PLC0415  Airflow reads its environment when it is imported
    from airflow.utils.db import initdb  # noqa: PLC0415

    initdb()
    Pool.create_or_update_pool(
        POOL, slots=1, description="Whatever writes the warehouse, one at a time.", include_deferred=False
    )
