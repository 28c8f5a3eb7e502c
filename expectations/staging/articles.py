"""Article versions: the text that facts are read from, and what the page says of it."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "articles", ["version_id"], "ingest"

EXPECTATIONS = [
    gxe.ExpectTableRowCountToBeBetween(
        min_value={"$PARAMETER": "min_articles"},
        description="there are at least `min_articles` articles",
        severity=CRITICAL,
        notes="**Why:** an empty warehouse must not replace a full one. **Do:** look at `rejections`: all pages may "
        "have been turned away for one reason.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select version_id, body_start, length(text) as text_length from {batch} "
        "where body_start < 0 or body_start >= length(text) "
        "or (body_start > 0 and substr(text, 1, body_start) is distinct from title || chr(10) || chr(10))",
        description="the text is the headline, a blank line and a body",
        severity=CRITICAL,
        notes="**Why:** every offset counts in this text; extractors skip the headline by `body_start`.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select version_id, url, n_words from {batch} where n_words not between 20 and 20000",
        description="an article has 20 to 20,000 words",
        severity=WARNING,
        notes="**Why:** shorter ones are teasers, longer ones whole pages of several articles. **Do:** read the text; "
        "the cleaner took too little or too much.",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="title",
        mostly=0.95,
        description="at least 95 % of the articles have a headline",
        severity=WARNING,
        notes="**Why:** wire items without a headline are rare; more mean that cleaning misses it.",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="published_at",
        mostly=0.8,
        description="at least 80 % of the articles have a time of publication",
        severity=WARNING,
        notes="**Why:** without it `Friday` resolves to no day and the article misses from every timeline. "
        "**Do:** group the failing rows by outlet; a new form of date line shows as one outlet.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where date_confidence < 0.5) / nullif(count(published_at), 0) from {batch}",
        max_value=0.2,
        description="at most 20 % of the dates are ambiguous (03/04/2026)",
        severity=WARNING,
        notes="**Why:** day and month may be swapped. **Do:** give the source's `date_order` in `sources.yml`.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select version_id, url, published_at, fetched_at from {batch} "
        "where published_at > fetched_at + interval 26 hour or published_at < timestamp '1800-01-01'",
        description="no article was published after it was received",
        severity=WARNING,
        notes="**Why:** a future date is a misread one (a day for a month, an event for the publication).",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="outlet",
        mostly=0.95,
        description="at least 95 % of the articles name their outlet",
        severity=WARNING,
        notes="**Why:** independent reports are counted per outlet.",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="language",
        mostly=0.98,
        description="at least 98 % of the articles have a language",
        severity=WARNING,
        notes="**Why:** facts are read from English only; an unknown language is read as none.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where null_reason is not null) / nullif(count(*), 0) from {batch}",
        max_value=0.5,
        description="at most half of the articles are in a language we read no facts from",
        severity=INFO,
        notes="**Why:** they are kept, but give no facts. **Do:** nothing, if you know the source.",
    ),
    gxe.ExpectColumnValuesToNotMatchRegex(
        column="text",
        regex=r"(?i)(subscribe to our newsletter|sign up for our newsletter|all rights reserved"
        r"|follow us on (twitter|facebook|instagram)|enable javascript|accept (all )?cookies)",
        mostly=0.97,
        description="at most 3 % of the texts hold a phrase of boilerplate",
        severity=WARNING,
        notes="**Why:** boilerplate yields no fact, so it must not get into the text. **Do:** add the line of the "
        "failing article to a test of the cleaner.",
    ),
    gxe.ExpectColumnValuesToNotMatchRegex(
        column="text",
        regex="(\ufffd|Ã©|â€™|â€œ)",
        mostly=0.99,
        description="at most 1 % of the texts show a misread encoding",
        severity=WARNING,
        notes="**Why:** names with broken letters match nothing. **Do:** look at the source's declared encoding.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select article.version_id, article.url, article.n_words from {batch} article "
        "anti join lake.staging.sentences sentence using (version_id) where article.null_reason is null",
        description="every article we read facts from has sentences",
        severity=CRITICAL,
        notes="**Why:** an article without sentences was not extracted, whatever the counts say. **Do:** extract its "
        "batch again.",
    ),
    ExpectMeasureBetween(
        query="select date_diff('minute', max(published_at), now() at time zone 'UTC') / 60 from {batch}",
        max_value={"$PARAMETER": "freshness_hours"},
        description="the newest article was published less than `freshness_hours` ago",
        severity=INFO,
        notes="**Why:** an archive is old by nature; a daily feed is not. **Do:** for a feed, see the freshness of "
        "`pages`.",
    ),
    ExpectMeasureBetween(
        query="with days as (select ingested_at::date as day, count(*) as articles from {batch} "
        "where ingested_at is not null group by all), before as (select median(articles) as articles, "
        "count(*) as days from days where day < (select max(day) from days)) "
        "select last(days.articles order by day) / nullif(any_value(before.articles), 0) from days, before "
        "where before.days >= 5",
        min_value=0.3,
        max_value=5,
        description="the last day of ingestion brought 0.3 to 5 times the articles of the days before (median)",
        severity=WARNING,
        notes="**Why:** a feed that halved or an archive that was loaded by mistake shows here.",
    ),
]
