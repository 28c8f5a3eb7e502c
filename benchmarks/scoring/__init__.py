"""The metrics: predictions and gold in, figures out. Nothing here knows Nutgraf; any system's output can be scored.

    python -m benchmarks.scoring GOLD SET PREDICTIONS.jsonl[.gz]

PREDICTIONS holds one JSON object a line, {"id": <id of the gold record>, <kind>: [...]}. Offsets are code points,
0-based, end-exclusive, into the gold record's text. A gold record without a line is an empty prediction (counted in
`missing`); an unknown id is an error; a kind that stands on no line is not scored. The head of each module gives the
shape of its kind. Shares are 0 to 1, n_* are counts.
"""

from collections import defaultdict
from typing import Any

from benchmarks.scoring.articles import score_article
from benchmarks.scoring.date_cases import score_date_cases
from benchmarks.scoring.dates import score_dates
from benchmarks.scoring.entities import score_entities
from benchmarks.scoring.events import score_events
from benchmarks.scoring.people import score_people
from benchmarks.scoring.places import score_places
from benchmarks.scoring.quantities import score_quantities
from benchmarks.scoring.quotes import score_quotes
from benchmarks.scoring.roles import score_roles
from benchmarks.scoring.stories import score_duplicate, score_story
from benchmarks.scoring.tails import score_tail

SCORERS = {
    "quotes": score_quotes,
    "entities": score_entities,
    "people": score_people,
    "roles": score_roles,
    "dates": score_dates,
    "date_cases": score_date_cases,
    "quantities": score_quantities,
    "places": score_places,
    "toponyms_given": score_places,
    "events": score_events,
    "duplicate": score_duplicate,
    "story": score_story,
    "article": score_article,
    "tail": score_tail,
}
TASKS = {
    "polnear": ("quotes",),
    "gum_news": ("quotes", "entities", "people", "dates"),
    "conllpp": ("entities",),
    "meantime": ("entities", "dates"),
    "roles_derived": ("roles",),
    "tempeval3": ("dates",),
    "recognizers_datetime": ("date_cases",),
    "newsquant": ("quantities",),
    "geo_lgl_trnews_geovirus_gwn": ("places", "toponyms_given"),
    "event_coding_plover_cameo": ("events",),
    "near_dup_pairs": ("duplicate",),
    "ecbplus_stories": ("story",),
    "aeb_scrapinghub": ("article", "tail"),
    "newspaper4k_articles": ("article", "tail"),
}


def score(
    gold_set: str, records: list[dict[str, Any]], rows: list[dict[str, Any]], options: Any = None
) -> dict[str, Any]:
    """Figures for every kind of this set that the rows hold. Raises ValueError on ids or kinds that do not fit."""
    by_id = {row["id"]: row for row in rows}
    if len(by_id) < len(rows):
        raise ValueError("an id occurs on two lines of the predictions")
    if options and options.only_predicted:
        records = [r for r in records if r["id"] in by_id]
    elif strange := by_id.keys() - {r["id"] for r in records}:
        raise ValueError(f"{len(strange)} ids are not in {gold_set}, the first {sorted(strange)[0]!r}")
    kinds = [kind for kind in TASKS[gold_set] if any(kind in row for row in rows)]
    if not kinds:
        raise ValueError(f"no line holds any of {', '.join(TASKS[gold_set])}")
    figures: dict[str, Any] = {"n_docs": len(records), "missing": sum(r["id"] not in by_id for r in records)}
    for kind in kinds:
        predictions = defaultdict(list, {i: row[kind] for i, row in by_id.items() if row.get(kind) is not None})
        figures[kind] = SCORERS[kind](records, predictions, options)
    return figures
