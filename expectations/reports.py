"""What every mart that counts reports must satisfy, and every mart that merges copies of facts."""

from typing import Any

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, WARNING

COUNTS = (
    "**Why:** twenty outlets that print one wire story are one report; a count that is off by its copies is the error "
    "this warehouse was made against. **Do:** compare the row with `stories` and `articles` of its articles."
)


def counted(key: str, *, at_least: int = 1) -> list[Any]:
    """Counts of reports, articles and outlets fit each other.

    at_least: reports of a row; 0 where a day without a new report may have a row.
    """
    return [
        ExpectNoRows(
            unexpected_rows_query=f"select {key}, n_reports, n_articles, n_outlets from {{batch}} "
            f"where n_reports < {at_least} or n_articles < 1 or n_reports > n_articles or n_outlets > n_articles",
            description="there are no more reports or outlets than articles, and at least one article",
            severity=CRITICAL,
            notes=COUNTS,
        ),
        ExpectNoRows(
            unexpected_rows_query=f"select {key}, n_articles from {{batch}} "
            "where n_articles > (select count(*) from lake.marts.articles)",
            description="nothing stands in more articles than there are",
            severity=CRITICAL,
            notes=COUNTS,
        ),
    ]


def seen(key: str) -> list[Any]:
    """First and last days are in order and not in the future."""
    return [
        ExpectNoRows(
            unexpected_rows_query=f"select {key}, first_seen, last_seen from {{batch}} "
            "where first_seen > last_seen or (first_seen is null) <> (last_seen is null)",
            description="first_seen is not after last_seen",
            severity=CRITICAL,
            notes="**Why:** timelines are drawn between them.",
        ),
        ExpectNoRows(
            unexpected_rows_query=f"select {key}, last_seen from {{batch}} "
            "where last_seen > (now() at time zone 'UTC')::date + 2",
            description="nobody is seen in the future",
            severity=WARNING,
            notes="**Why:** a date of publication was misread: find the article by `published_on`.",
        ),
    ]


def merged(key: str, table: str) -> list[Any]:
    """Merging copies neither doubled nor lost facts of `staging.<table>`, and each row's evidence can be shown."""
    facts = f"(select count(*) from lake.staging.{table} join lake.marts.articles using (version_id))"
    return [
        *counted(key),
        ExpectMeasureBetween(
            query=f"select count(*) / nullif({facts}, 0) from {{batch}}",
            max_value=1,
            description="there are no more rows than facts in the latest versions",
            severity=CRITICAL,
            notes="**Why:** a join that doubles rows doubles every sum. **Do:** run the intermediate models one by one "
            "and count.",
        ),
        ExpectMeasureBetween(
            query=f"select case when {facts} >= 50 then count(*) / {facts} end from {{batch}}",
            min_value=0.1,
            description="merging leaves at least 10 % of 50 facts or more as rows",
            severity=CRITICAL,
            notes="**Why:** fewer mean that different statements were merged into one, or that articles are missing.",
        ),
        ExpectNoRows(
            unexpected_rows_query=f"select mart.{key}, mart.version_id, mart.start_char, mart.end_char, fact.surface "
            f"from {{batch}} mart left join lake.staging.{table} fact using (fact_id) "
            "where (mart.version_id, mart.start_char, mart.end_char) "
            "is distinct from (fact.version_id, fact.start_char, fact.end_char)",
            description="a row points at the characters of its fact",
            severity=CRITICAL,
            notes="**Why:** a row that nobody can check in its article is hearsay.",
        ),
    ]


def sentence(key: str) -> Any:
    """The sentence that is shown with a row stands in its article."""
    return ExpectNoRows(
        unexpected_rows_query=f"select mart.{key}, mart.version_id, mart.sentence from {{batch}} mart "
        "left join lake.staging.articles article using (version_id) "
        "where not coalesce(contains(article.text, mart.sentence), mart.sentence is null)",
        description="`sentence` is a stretch of the article's text",
        severity=CRITICAL,
        notes="**Why:** it is what a reader is shown as evidence.",
    )
