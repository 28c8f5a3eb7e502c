"""Facts → predictions in a set's own conventions.

An adapter translates how a set writes things down (what counts as one quotation, how a unit is named, how an interval
is spelled). It sees the reading and never the gold, and it does not choose between facts by looking at what is right.
The one exception is declared: with toponyms given, the spans of the gold are the input, as in the published figures.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.adapters import dates, entities, events, mentions, places, quantities, quotations, roles
from etl.facts.reading import Reading

# Set → kind of prediction → adapter.
ADAPTERS: dict[str, dict[str, Callable[[Reading], list[Any]]]] = {
    "polnear": {"quotes": quotations.attributions},
    "roles_derived": {"roles": roles.pairs},
    "tempeval3": {"dates": dates.timexes},
    "recognizers_datetime": {"date_cases": dates.cases},
    "meantime": {"dates": dates.timexes, "entities": entities.noun_phrases, "mentions": mentions.rows},
    "gum_news": {
        "dates": dates.tei_dates,
        "entities": entities.possessive_noun_phrases,
        "mentions": mentions.rows,
        "people": entities.people,
        "quotes": quotations.attributions,
    },
    "conllpp": {"entities": entities.names, "mentions": mentions.rows},
    "newsquant": {"quantities": quantities.newsquant},
    "geo_lgl_trnews_geovirus_gwn": {"places": places.toponyms},
    "event_coding_plover_cameo": {"events": events.plover_events},
}
