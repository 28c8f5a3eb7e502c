"""Floors below which no figure may fall: benchmarks/floors.json, key of a measure → floor."""

import json
from pathlib import Path

from benchmarks.measures import Figures

FLOORS = Path(__file__).with_name("floors.json")
SLACK = 0.01  # below today's figure: another platform's arithmetic may turn a parse or two

Floors = dict[str, float]


def read_floors(file: Path = FLOORS) -> Floors:
    """The floors; none where there is no file yet."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def write_floors(floors: Floors, file: Path = FLOORS) -> None:
    """One floor a line, in the order of the keys."""
    file.write_text(json.dumps(dict(sorted(floors.items())), indent=1) + "\n", encoding="utf-8")


def fallen(figures: Figures, floors: Floors) -> list[str]:
    """A line for each measured figure below its floor."""
    return [
        f"{key}: {figures[key]['figure']:.4f} is below its floor {floor:.4f}"
        for key, floor in sorted(floors.items())
        if key in figures and figures[key]["figure"] < floor
    ]


def raised(figures: Figures, floors: Floors) -> Floors:
    """Floors moved up to just below the figures; none is lowered, and a new measure gets its first one."""
    return floors | {key: max(floor, floors.get(key, 0.0)) for key, floor in _below(figures).items()}


def lowered(figures: Figures, floors: Floors) -> Floors:
    """Floors of the fallen figures moved down to just below them; the others stay."""
    below = _below(figures)
    return floors | {key: below[key] for key in floors.keys() & figures.keys() if figures[key]["figure"] < floors[key]}


def _below(figures: Figures) -> Floors:
    return {key: round(max(0.0, figure["figure"] - SLACK), 4) for key, figure in figures.items()}
