"""Staging → marts: one `dbt build` in this process."""

import os
from pathlib import Path
from typing import Any

import yaml

from etl.lake import Lake, prepare, turn
from etl.lake.snapshots import newest_snapshot

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"


def descriptions() -> dict[tuple[str, str | None], str]:
    """What the models' .yml files say of each mart (column None) and of each of its columns."""
    found: dict[tuple[str, str | None], str] = {}
    for file in sorted((PROJECT / "models/marts").glob("*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            found[model["name"], None] = " ".join(model["description"].split())
            for column in model["columns"]:
                found[model["name"], column["name"]] = " ".join(column["description"].split())
    return found


class BuildError(Exception):
    """A dbt model or test failed; the message names each with its error."""


def build(lake: Lake, home: Path, *, select: tuple[str, ...] = ()) -> int:
    """Build and test every model in the lake; the snapshot of the lake that holds them. Raises BuildError.

    `home`: where dbt may write its target and logs. Nobody else writes meanwhile, so that the snapshot's marts are made
    of the snapshot's staging. A model is a commit of its own: after a failure, or a kill, the lake holds some models of
    this build and some of the one before, in snapshots that nobody audits.
    """
    prepare(lake)
    selected = ("--select", *select) if select else ()
    with turn(lake):
        result = dbt(lake, home, "target", "build", "--exclude-resource-type", "unit_test", *selected)
        snapshot = newest_snapshot(lake)
    nodes = getattr(result.result, "results", None) or []
    if not result.success:
        broken = [f"{node.node.name}: {node.message}" for node in nodes if node.status in ("error", "fail")]
        raise BuildError("dbt build failed: " + ("; ".join(broken) or str(result.exception)))
    return snapshot


def dbt(lake: Lake, home: Path, target: str, *command: str) -> Any:
    """Run a dbt command on the lake, in this process; dbt's own result. `target`: the folder of `home/dbt` it fills."""
    # Names of their own: those of the settings would outlive this call, and decide where the next one looks.
    os.environ |= {
        "LAKE_CATALOG": lake.catalog,
        "LAKE_DATA_PATH": lake.data_path,
        "LAKE_EXTENSIONS": lake.extensions,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    from dbt.cli.main import dbtRunner  # noqa: PLC0415  reads the environment when it is imported

    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
    outputs = ["--target-path", str(home / "dbt" / target), "--log-path", str(home / "dbt/logs")]
    return dbtRunner().invoke([*command, *folders, *outputs])
