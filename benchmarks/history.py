"""benchmarks/quality.json: the figures of each version, the newest last, and all scores of the newest."""

import json
from pathlib import Path
from typing import Any

from benchmarks.calibration import Bin
from benchmarks.measures import Figures, Scores

QUALITY = Path(__file__).with_name("quality.json")


def read_history(file: Path = QUALITY) -> list[dict[str, Any]]:
    """[{"version": .., "figures": ..}], oldest first."""
    return json.loads(file.read_text(encoding="utf-8"))["versions"] if file.exists() else []


def with_version(history: list[dict[str, Any]], version: str, figures: Figures) -> list[dict[str, Any]]:
    """The history with this version's figures last; measured again, a version replaces itself."""
    return [*(entry for entry in history if entry["version"] != version), {"version": version, "figures": figures}]


def write_quality(
    history: list[dict[str, Any]], scores: Scores, calibration: dict[str, list[Bin]], file: Path = QUALITY
) -> None:
    """Write the file anew."""
    tables = {fact: [of._asdict() for of in bins] for fact, bins in calibration.items()}
    data = {"versions": history, "calibration": tables, "scores": scores}
    file.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
