"""One row per person."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.names import named
from expectations.severity import INFO, WARNING

TABLE, KEY, OWNER = "people", ["person_id"], "marts"

EXPECTATIONS = [
    *named("person_id", "PERSON", "people"),
    ExpectMeasureBetween(
        query="select count(*) filter (where is_full_name) / nullif(count(*), 0) from {batch}",
        min_value=0.4,
        description="at least 40 % of the people are known by a full name",
        severity=WARNING,
        notes="**Why:** news names people in full once; fewer mean that a surname is not linked to its first mention.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select person_id, name from {batch} "
        "where regexp_matches(name, '(?i)^(mr|mrs|ms|dr|gen|sen|rep|president|minister|reuters|ap|afp)\\.?$')",
        description="no person is a bare title or an agency",
        severity=WARNING,
        notes="**Why:** these are bylines and forms of address, not people.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where n_quotations > 0) / nullif(count(*), 0) from {batch}",
        min_value=0.03,
        description="at least 3 % of the people are quoted",
        severity=INFO,
        notes="**Why:** none at all mean that speakers are not linked to people.",
    ),
]
