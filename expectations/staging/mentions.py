"""Mentions of people, organisations, places and other entities."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.evidence import evidence
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "mentions", ["fact_id"], "extraction"

EXPECTATIONS = [
    *evidence(min_per_article=2, severity=CRITICAL),
    ExpectNoRows(
        unexpected_rows_query="select any_value(fact_id) as fact_id, version_id, entity_no, "
        "list(distinct label) as labels, list(distinct canonical) as names from {batch} "
        "group by version_id, entity_no having count(distinct label) > 1 or count(distinct canonical) > 1",
        description="an entity has one type and one canonical name within an article",
        severity=CRITICAL,
        notes="**Why:** the marts join on `entity_no`; two names for one number make two people of one.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, canonical from {batch} "
        "where kind = 'named' and (length(surface) > 120 or contains(surface, chr(10)))",
        description="a name is shorter than 120 characters and stands on one line",
        severity=WARNING,
        notes="**Why:** longer ones are sentences or a headline run into the text.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where label = 'PERSON') / nullif(count(*), 0) from {batch} where kind = 'named'",
        min_value=0.05,
        max_value=0.8,
        description="5 to 80 % of the names are people's",
        severity=WARNING,
        notes="**Why:** news is about people; outside this band the tagger or the source changed its nature.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where label in ('GPE', 'LOC', 'FAC')) / nullif(count(*), 0) from {batch} "
        "where kind = 'named'",
        min_value=0.03,
        max_value=0.7,
        description="3 to 70 % of the names are places",
        severity=WARNING,
        notes="**Why:** outside this band the tagger or the source changed its nature.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where kind <> 'named') / nullif(count(*), 0) from {batch}",
        max_value=0.7,
        description="at most 70 % of the mentions are pronouns and descriptions",
        severity=INFO,
        notes="**Why:** more mean that names are missed.",
    ),
]
