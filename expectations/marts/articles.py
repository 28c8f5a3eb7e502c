"""One row per article, in its latest version."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "articles", ["article_id"], "marts"

EXPECTATIONS = [
    gxe.ExpectTableRowCountToBeBetween(
        min_value={"$PARAMETER": "min_articles"},
        description="there are at least `min_articles` articles",
        severity=CRITICAL,
        notes="**Why:** an empty mart must not replace a full one.",
    ),
    ExpectMeasureBetween(
        query="select count(*) / nullif((select count(distinct article_id) from lake.staging.articles), 0) "
        "from {batch}",
        min_value=1,
        max_value=1,
        description="every article of staging is here, once",
        severity=CRITICAL,
        notes="**Why:** an article lost in a join is missing from every count. **Do:** anti join `staging.articles`.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where is_copy) / nullif(count(*), 0) from {batch}",
        max_value=0.7,
        description="at most 70 % of the articles are copies",
        severity=WARNING,
        notes="**Why:** a paywall notice that every page shows makes all of them copies of one. **Do:** read the "
        "largest of `stories`.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select article_id, is_copy, published_at, first_published_at from {batch} "
        "where first_published_at > published_at",
        description="nobody printed a story before its first article",
        severity=CRITICAL,
        notes="**Why:** who had it first is read from here.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select outlet, count(*) as articles, any_value(article_id) as article_id from {batch} "
        "group by outlet having count(*) >= 20 and count(published_at) = 0",
        description="no outlet of 20 articles or more is without any date",
        severity=WARNING,
        notes="**Why:** then its form of date line is unknown to us and the outlet is missing from every timeline.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select article_id, title from {batch} where regexp_matches(title, "
        "'(?i)( [|»] |subscribe|access denied|page not found|404|just a moment|are you a robot)')",
        description="no headline is a page title, an error page or a robot check",
        severity=WARNING,
        notes="**Why:** such a page is no article. A report about a 404 is right to be here: look before you act.",
    ),
]
