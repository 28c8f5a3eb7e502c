"""Gold texts → predictions of every set that holds them. A text that several sets share is parsed and read once."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from benchmarks.adapters import ADAPTERS
from benchmarks.adapters.cleaning import article, tail
from benchmarks.adapters.places import toponyms_given
from benchmarks.gold import publication_day
from etl import nlp
from etl.extraction import bare_article, read_article
from etl.facts.reading import Reading

Records = dict[str, list[dict[str, Any]]]  # by set
Rows = dict[str, list[dict[str, Any]]]  # set → one row a record: {"id": .., <kind>: [..], ..}
PAGES = frozenset(["aeb_scrapinghub", "newspaper4k_articles"])


def predict(records: Records) -> Rows:
    """One row for each record of each set, all kinds that the set can measure."""
    rows: Rows = {name: [page_row(record) for record in records[name]] for name in PAGES & set(records)}
    texts = {name: of for name, of in records.items() if name in ADAPTERS}
    rows |= {name: [] for name in texts}
    for name, record, reading in _read(texts):
        row = {"id": record["id"]} | {kind: adapt(reading) for kind, adapt in ADAPTERS[name].items()}
        if name == "geo_lgl_trnews_geovirus_gwn":
            row["toponyms_given"] = toponyms_given(reading, record)
        rows[name].append(row)
    return rows


def page_row(record: dict[str, Any]) -> dict[str, Any]:
    """The predictions of one page."""
    return {"id": record["id"], "article": article(record), "tail": tail(record)}


def _read(records: Records) -> Iterator[tuple[str, dict[str, Any], Reading]]:
    """(set, record, reading) of every record, distinct texts in the order of the sets."""
    holders: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for name, of in records.items():
        for record in of:
            holders[record["text"]].append((name, record))
    for (text, of), doc in zip(holders.items(), nlp.parse(holders), strict=True):
        days = [publication_day(name, record) for name, record in of]
        given = next(filter(None, days), None)  # where one set knows the day, it holds for the others
        readings = {day: read_article(bare_article(text, day), doc) for day in {day or given for day in days}}
        for (name, record), day in zip(of, days, strict=True):
            yield name, record, readings[day or given]
