"""One row per title that a person was given."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.reports import counted, seen
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "person_roles", ["person_role_id"], "marts"

EXPECTATIONS = [
    *counted("person_role_id"),
    *seen("person_role_id"),
    ExpectMeasureBetween(
        query="select count(*) / nullif((select count(*) from lake.staging.roles join lake.marts.articles "
        "using (version_id)), 0) from {batch}",
        max_value=1,
        description="there are at most as many rows as titles in the latest versions",
        severity=CRITICAL,
        notes="**Why:** more mean a join that doubles rows.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select person, count(*) as titles, any_value(person_role_id) as person_role_id "
        "from {batch} group by person having count(*) > 30",
        description="nobody has more than 30 titles",
        severity=WARNING,
        notes="**Why:** such a person is several, or a clause beside every name is taken for a title.",
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
