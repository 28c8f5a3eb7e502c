"""One row per story: articles that print the same body."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "stories", ["story_id"], "marts"

EXPECTATIONS = [
    ExpectMeasureBetween(
        query="select sum(n_articles) / nullif((select count(*) from lake.marts.articles), 0) from {batch}",
        min_value=1,
        max_value=1,
        description="every article belongs to one story",
        severity=CRITICAL,
        notes="**Why:** reports are counted in stories; an article in none, or in two, is counted wrong everywhere.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select story_id, n_outlets, outlets from {batch} where n_outlets <> len(outlets)",
        description="`n_outlets` is the number of `outlets`",
        severity=CRITICAL,
        notes="**Why:** both are shown side by side.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select story_id, first_published_at, last_published_at from {batch} "
        "where first_published_at > last_published_at",
        description="a story does not end before it begins",
        severity=CRITICAL,
        notes="**Why:** who had it first is read from here.",
    ),
    ExpectNoRows(
        unexpected_rows_query="with shares as (select *, n_articles / sum(n_articles) over () as share, "
        "sum(n_articles) over () as articles from {batch}) "
        "select story_id, title, n_articles, n_outlets from shares where articles >= 50 and share > 0.2",
        description="no story takes more than a fifth of the articles",
        severity=WARNING,
        notes="**Why:** such a story is a notice (`This content is for subscribers`) that was taken for a body.",
    ),
    ExpectMeasureBetween(
        query="select date_diff('day', first_published_at, last_published_at) from {batch} "
        "where first_published_at is not null "
        "qualify row_number() over (order by date_diff('day', first_published_at, last_published_at) desc) = 1",
        max_value=60,
        description="no story is printed for more than 60 days",
        severity=INFO,
        notes="**Why:** the same words months later are a standing notice, or a date was misread.",
    ),
]
