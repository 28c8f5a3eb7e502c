"""Documents as they were received, one row per page."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "pages", ["page_id"], "ingest"

EXPECTATIONS = [
    ExpectMeasureBetween(
        query="select count(*) from {batch}",
        min_value=1,
        description="there are pages",
        severity=CRITICAL,
        notes="**Why:** an empty warehouse must not replace a full one. **Do:** see whether the sources of "
        "`sources.yml` can be reached and yield documents.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select page.page_id, page.url, page.batch from {batch} page "
        "left join lake.staging.articles article on article.page_id = page.page_id or article.url = page.url "
        "left join lake.staging.rejections rejection on rejection.page_id = page.page_id "
        "left join lake.staging.sightings sighting on sighting.page_id = page.page_id "
        "where article.version_id is null and rejection.page_id is null and sighting.page_id is null",
        description="every page became an article or a rejection with a reason",
        severity=WARNING,
        notes="**Why:** no article is lost without a word. A page whose address differs only in its parameters may "
        "have been replaced by its newer copy. **Do:** load the batch of the failing page again.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where article.version_id is null and rejection.page_id is null "
        "and sighting.page_id is null) / "
        "nullif(count(distinct page.page_id), 0) from {batch} page "
        "left join lake.staging.articles article on article.page_id = page.page_id or article.url = page.url "
        "left join lake.staging.rejections rejection on rejection.page_id = page.page_id "
        "left join lake.staging.sightings sighting on sighting.page_id = page.page_id",
        max_value=0.05,
        description="at most 5 % of the pages became neither article nor rejection",
        severity=CRITICAL,
        notes="**Why:** above this a batch was not extracted. **Do:** look for a batch with pages and without articles "
        "among the failing rows of the check beside this one.",
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="n_bytes",
        min_value=1,
        mostly=0.9,
        description="at least 90 % of the pages have content",
        severity=WARNING,
        notes="**Why:** empty answers mean that a site blocks us or a folder was copied half.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where http_status >= 400) / nullif(count(http_status), 0) from {batch}",
        max_value=0.1,
        description="at most 10 % of the fetched pages came with an error status",
        severity=WARNING,
        notes="**Why:** error pages look like articles to a cleaner. **Do:** group `pages` by host and http_status.",
    ),
    ExpectMeasureBetween(
        query="select date_diff('minute', max(fetched_at), now() at time zone 'UTC') / 60 from {batch}",
        max_value={"$PARAMETER": "freshness_hours"},
        description="the newest page is younger than `freshness_hours`",
        severity=WARNING,
        notes="**Why:** a feed that went silent does not fail by itself. **Do:** look at the last runs of `ingest`.",
    ),
    ExpectMeasureBetween(
        query="select date_diff('minute', now() at time zone 'UTC', max(fetched_at)) / 60 from {batch}",
        max_value=1,
        description="no page was received in the future",
        severity=WARNING,
        notes="**Why:** then a clock is wrong, or local time was stored as UTC.",
    ),
]
