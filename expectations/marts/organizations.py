"""One row per organisation."""

from expectations.custom import ExpectNoRows
from expectations.names import named
from expectations.severity import INFO

TABLE, KEY, OWNER = "organizations", ["organization_id"], "marts"

EXPECTATIONS = [
    *named("organization_id", "ORG", "organisations"),
    ExpectNoRows(
        unexpected_rows_query="select organization_id, organizations.name from {batch} organizations "
        "join lake.marts.people people on lower(people.name) = lower(organizations.name) and people.is_full_name "
        "where organizations.n_reports > 2",
        description="no organisation of more than two reports bears a person's full name",
        severity=INFO,
        notes="**Why:** the tagger took one for the other in some article. `Johns Hopkins` is right to be here.",
    ),
]
