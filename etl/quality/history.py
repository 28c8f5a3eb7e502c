"""A check over the last runs: in words, as a strip of marks in SVG, and as a line of blocks for a terminal."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup

from etl.quality.bounds import number

STEP, HEIGHT, MARGIN = 7, 36, 3  # pixels per run, of the strip, round what is drawn
BLOCKS = "▁▂▃▄▅▆▇█"
NOTHING = "·"  # the check was not there, or found nothing to measure


class Mark(NamedTuple):
    """What a check said in one run."""

    run_at: datetime
    success: bool
    measured: float | None


class History:
    """The marks of one check, oldest run first; None for a run that did not make it."""

    def __init__(self, marks: Sequence[Mark | None], bounds: Mapping[str, Any]) -> None:
        self.marks = list(marks)
        self.at_least, self.at_most = bounds["at_least"], bounds["at_most"]
        self.of_rows = bounds["expected"] == "no row"

    @property
    def made(self) -> list[Mark]:
        """The marks of the runs that made the check."""
        return [mark for mark in self.marks if mark]

    @property
    def streak(self) -> list[Mark]:
        """The failures without a success between them, up to the newest run."""
        made = self.made
        held = max((place for place, mark in enumerate(made) if mark.success), default=-1)
        return made[held + 1 :]

    @property
    def news(self) -> str:
        """Whether the newest failure is new: `new`, `again`, or since when it is known."""
        if len(self.streak) > 1:
            return f"since {day(self.streak[0].run_at)}"
        return "again" if sum(not mark.success for mark in self.made) > 1 else "new"

    @property
    def words(self) -> str:
        """The history in a sentence, which is also what the strip says to those who do not see it."""
        made, streak = self.made, self.streak
        failures = [mark for mark in made if not mark.success]
        if len(made) == 1:
            return "failed in the first run that made this check"
        if len(failures) == len(made):
            return f"failed in all {len(made)} runs, since {day(made[0].run_at)} or longer"
        if len(streak) > 1:
            since = day(streak[0].run_at)
            return f"failed {len(failures)} of {len(made)} runs, the last {len(streak)} in a row, since {since}"
        if len(failures) > 1:
            return f"failed {len(failures)} of {len(made)} runs, before this one on {day(failures[-2].run_at)}"
        return f"new: held in the {len(made) - 1} runs before"

    def blocks(self) -> str:
        """One character per run: how high it measured; a dot where there was nothing to measure."""
        values = [_height(mark.measured, self.of_rows) for mark in self.made if mark.measured is not None]
        low, high = min(values, default=0), max(values, default=1)

        def block(mark: Mark | None) -> str:
            if mark is None or mark.measured is None:
                return NOTHING
            share = (_height(mark.measured, self.of_rows) - low) / ((high - low) or 1)
            return BLOCKS[round(share * (len(BLOCKS) - 1))]

        return "".join(map(block, self.marks))

    def strip(self) -> Markup:
        """The marks as SVG: a bar for each failure of a rule about rows, else the measure in its band."""
        drawing = self._bars() if self.of_rows or not any(m.measured is not None for m in self.made) else self._line()
        width = len(self.marks) * STEP + 2 * MARGIN
        return Markup(
            '<svg class="strip" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">{}</svg>'
        ).format(self.words, width, HEIGHT, width, HEIGHT, drawing)

    def _bars(self) -> Markup:
        highest = max((_height(mark.measured, True) for mark in self.made), default=0) or 1
        parts = []
        for place, mark in enumerate(self.marks):
            if mark is None:
                continue
            share = _height(mark.measured, True) / highest if mark.measured is not None else 1
            height = 3 if mark.success else 8 + share * (HEIGHT - 2 * MARGIN - 8)
            parts.append(_rectangle(place, HEIGHT - MARGIN - height, height, mark, "rows" if self.of_rows else ""))
        return Markup("").join(parts)

    def _line(self) -> Markup:
        values = [mark.measured for mark in self.made if mark.measured is not None]
        ends = [end for end in (self.at_least, self.at_most) if end is not None]
        low, high = min(values + ends), max(values + ends)

        def y(value: float) -> float:
            return round(HEIGHT - MARGIN - (value - low) / ((high - low) or 1) * (HEIGHT - 2 * MARGIN), 1)

        top = y(self.at_most) if self.at_most is not None else 0
        bottom = y(self.at_least) if self.at_least is not None else HEIGHT
        width = len(self.marks) * STEP + 2 * MARGIN
        parts = [
            Markup('<rect class="band" x="0" y="{}" width="{}" height="{}"/>').format(
                top, width, max(round(bottom - top, 1), 1)
            )
        ]
        parts += [
            Markup('<line class="bound" x1="0" x2="{}" y1="{}" y2="{}"/>').format(width, y(end), y(end)) for end in ends
        ]
        points = [(_x(place), y(m.measured), m) for place, m in enumerate(self.marks) if m and m.measured is not None]
        parts += [Markup('<polyline points="{}"/>').format(line) for line in _lines(points)]
        parts += [_point(across, height, mark) for across, height, mark in points]
        return Markup("").join(parts)


def _lines(points: Sequence[tuple[float, float, Mark]]) -> list[str]:
    """Points of runs that follow each other, joined; a run that measured nothing is a gap."""
    lines: list[list[str]] = []
    before = -math.inf
    for across, height, _ in points:
        if across - before > STEP:
            lines.append([])
        lines[-1].append(f"{across},{height}")
        before = across
    return [" ".join(line) for line in lines if len(line) > 1]


def day(at: datetime) -> str:
    """`21 Nov`."""
    return f"{at.day} {at:%b}"


def _x(place: int) -> float:
    return MARGIN + (place + 0.5) * STEP


def _height(value: float | None, of_rows: bool) -> float:
    """Numbers of rows differ by orders of magnitude; shares do not."""
    return 0 if value is None else math.log1p(value) if of_rows else value


def _said(mark: Mark, unit: str) -> str:
    found = "" if mark.measured is None else f", {number(mark.measured)}{' ' + unit if unit else ''}"
    return f"{day(mark.run_at)}: {'held' if mark.success else 'failed'}{found}"


def _rectangle(place: int, top: float, height: float, mark: Mark, unit: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"><title>{}</title></rect>').format(
        "held" if mark.success else "failed", MARGIN + place * STEP + 1, top, STEP - 2, height, _said(mark, unit)
    )


def _point(across: float, height: float, mark: Mark) -> Markup:
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>').format(
        "held" if mark.success else "failed", across, height, 1.2 if mark.success else 2.8, _said(mark, "")
    )
