"""When a day of an outlet is out of the ordinary: against the outlet itself, where there is enough to go by."""

from dataclasses import dataclass

DAYS = 7  # days that a median must rest on before anything is held against it


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """A column of `marts.outlet_daily` and how far it may lie from its `usual_` column, the outlet's median of 28 days.

    factor: it may be that many times more or less. points: it may lie that far above or below. One of the two is set.
    of, enough: a day is judged where that column is at least `enough`: a share of ten quotations says little.
    """

    column: str
    name: str
    of: str
    enough: int
    factor: float | None = None
    points: float | None = None

    @property
    def low(self) -> str:
        """The lower bound, in SQL."""
        return f"usual_{self.column} / {self.factor}" if self.factor else f"usual_{self.column} - {self.points}"

    @property
    def high(self) -> str:
        """The upper bound, in SQL."""
        return f"usual_{self.column} * {self.factor}" if self.factor else f"usual_{self.column} + {self.points}"

    @property
    def outside(self) -> str:
        """Whether a row can be judged and lies outside, in SQL."""
        judged = f"{self.of} >= {self.enough} and usual_days >= {DAYS}"
        return f"coalesce({judged} and {self.column} not between {self.low} and {self.high}, false)"

    @property
    def rule(self) -> str:
        """What must hold, in words."""
        if self.factor:
            return f"no outlet's {self.name} are off its median of 28 days by a factor of {self.factor:g}"
        assert self.points
        return f"no outlet's share of {self.name} is off its median of 28 days by {self.points * 100:g} points"


MEASURES = (
    Measure(column="facts_per_article", name="facts per article", of="n_read", enough=10, factor=2),
    Measure(column="words_per_article", name="words per article", of="n_articles", enough=10, factor=2),
    Measure(column="speaker_known", name="quotations with a speaker", of="n_quotations", enough=30, points=0.2),
    Measure(column="dates_resolved", name="dates resolved to days", of="n_dates", enough=30, points=0.2),
    Measure(column="places_resolved", name="places found in the gazetteer", of="n_places", enough=30, points=0.2),
    Measure(column="rejected_share", name="pages turned away", of="n_articles + n_rejected", enough=20, points=0.3),
)
