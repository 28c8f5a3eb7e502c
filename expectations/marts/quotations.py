"""One row per quotation, copies merged."""

import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.reports import merged
from expectations.severity import INFO, WARNING

TABLE, KEY, OWNER = "quotations", ["quotation_id"], "marts"

EXPECTATIONS = [
    *merged("quotation_id", "quotations"),
    gxe.ExpectColumnValuesToNotBeNull(
        column="speaker",
        mostly=0.6,
        row_condition=Column("kind") == "direct",
        description="at least 60 % of the direct quotations have a speaker",
        severity=WARNING,
        notes="**Why:** who said what is the first question put to this mart.",
    ),
    ExpectMeasureBetween(
        query="select count(speaker_id) / nullif(count(*), 0) from {batch} where speaker_kind = 'named'",
        min_value=0.3,
        description="at least 30 % of the named speakers are linked to a person",
        severity=WARNING,
        notes="**Why:** else `people.n_quotations` and the join by speaker_id say nothing. Organisations that speak "
        "have no person.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where len(about) > 0) / nullif(count(*), 0) from {batch}",
        min_value=0.1,
        description="at least 10 % of the quotations name somebody or something they are about",
        severity=INFO,
        notes="**Why:** `about` answers who spoke about whom.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select quotation_id, quote, kind from {batch} "
        "where kind = 'direct' and regexp_matches(quote, '^[\"“”].*[\"“”]$') and length(quote) > 2 "
        "and not regexp_matches(quote[2:-2], '[\"“”]')",
        description="the outer quotation marks of a direct quotation are off",
        severity=WARNING,
        notes="**Why:** readers compare quotations across outlets, which print different marks.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select quotation_id, said_on, published_on from {batch} "
        "where said_on > published_on + 1",
        description="nothing was said after it was printed",
        severity=WARNING,
        notes="**Why:** the day of the saying was resolved into the future.",
    ),
]
