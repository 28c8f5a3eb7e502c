"""What the marts of people and organisations must satisfy: names, aliases, the reach of a row."""

from typing import Any

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.reports import counted, seen
from expectations.severity import CRITICAL, WARNING


def named(key: str, label: str, what: str) -> list[Any]:
    """The shared checks of a mart of named entities.

    label: of its mentions in staging. what: its rows in words, `people`.
    """
    mentions = f"(select count(*) from lake.staging.mentions where label = '{label}' and kind = 'named')"
    return [
        *counted(key),
        *seen(key),
        ExpectMeasureBetween(
            query=f"select case when {mentions} > 0 then count(*) end from {{batch}}",
            min_value=1,
            description=f"where articles name {what}, there are {what}",
            severity=CRITICAL,
            notes="**Why:** an empty mart beside full mentions means that the linking of names broke.",
        ),
        ExpectMeasureBetween(
            query=f"select count(*) / nullif({mentions}, 0) from {{batch}}",
            max_value=1,
            description=f"there are no more {what} than mentions of them",
            severity=CRITICAL,
            notes="**Why:** a join that doubles rows doubles every count.",
        ),
        ExpectNoRows(
            unexpected_rows_query=f"select {key}, name, aliases from {{batch}} where len(aliases) > 25",
            description="nobody goes by more than 25 names",
            severity=WARNING,
            notes="**Why:** such a row has swallowed others. **Do:** read the aliases: the name that does not belong "
            "shows which article joined them.",
        ),
        ExpectNoRows(
            unexpected_rows_query=f"select {key}, name, n_reports from {{batch}} "
            "where not regexp_matches(name, '\\pL\\pL') or regexp_matches(name, '[<>@\\n]|https?:')",
            description="a name is made of letters, not of markup, addresses or line ends",
            severity=WARNING,
            notes="**Why:** markup in a name came through cleaning.",
        ),
        gxe.ExpectColumnValueLengthsToBeBetween(
            column="name",
            min_value=2,
            max_value=100,
            mostly=0.995,
            description="names have 2 to 100 characters",
            severity=WARNING,
            notes="**Why:** longer ones are lists or sentences.",
        ),
        ExpectMeasureBetween(
            query="select max(n_reports) / nullif((select count(*) from lake.marts.stories), 0) from {batch} "
            "where (select count(*) from lake.marts.stories) >= 50",
            max_value=0.5,
            description=f"no row of {what} is in more than half of the reports",
            severity=WARNING,
            notes="**Why:** an agency or an outlet that signs every article is taken for news.",
        ),
    ]
