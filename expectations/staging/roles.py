"""Titles that articles give people."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectNoRows, ExpectSpanInText, ExpectSpanToReadAs
from expectations.evidence import ROUND_TRIP, evidence
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "roles", ["fact_id"], "extraction"

EXPECTATIONS = [
    *evidence(min_per_article=0.2),
    ExpectSpanToReadAs("title", "title_start_char", "title_end_char", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectSpanInText("person_start_char", "person_end_char", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, person, title from {batch} "
        "where not (start_char <= least(person_start_char, title_start_char) "
        "and greatest(person_end_char, title_end_char) <= end_char)",
        description="a role's span covers its name and its title",
        severity=CRITICAL,
        notes=ROUND_TRIP,
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, person, title from {batch} "
        "where person_start_char < title_end_char and title_start_char < person_end_char",
        description="name and title do not overlap",
        severity=WARNING,
        notes="**Why:** `Gen. Kenneth` is no name and no title. **Do:** look at the sentence; the tagger drew the "
        "name's border wrong.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select role.fact_id, role.version_id, role.person, role.title from {batch} role "
        "left join (select distinct version_id, entity_no, canonical from lake.staging.mentions "
        "where label = 'PERSON') mention using (version_id, entity_no) "
        "where mention.canonical is distinct from role.person",
        description="a role's person is a person among the mentions, by the same name",
        severity=WARNING,
        notes="**Why:** `person_roles` and `people` must agree on who somebody is.",
    ),
    gxe.ExpectColumnValueLengthsToBeBetween(
        column="title",
        min_value=2,
        max_value=150,
        mostly=0.99,
        description="99 % of the titles have 2 to 150 characters",
        severity=WARNING,
        notes="**Why:** longer ones are whole clauses.",
    ),
]
