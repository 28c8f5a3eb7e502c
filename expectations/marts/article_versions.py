"""One row per version of an article: what its publisher changed."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "article_versions", ["version_id"], "marts"

EXPECTATIONS = [
    ExpectMeasureBetween(
        query="select count(*) / nullif((select count(*) from lake.staging.articles), 0) from {batch}",
        min_value=1,
        max_value=1,
        description="every version of staging is here, once",
        severity=CRITICAL,
        notes="**Why:** corrections are history; a lost version rewrites it.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select any_value(version_id) as version_id, article_id, list(version_no) as numbers "
        "from {batch} group by article_id having count(*) filter (where is_latest) <> 1 "
        "or min(version_no) <> 1 or max(version_no) <> count(*)",
        description="versions are numbered from 1 without a gap, and one of them is the latest",
        severity=CRITICAL,
        notes="**Why:** every other mart shows the latest version only.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select version_id, article_id, facts_added, facts_withdrawn from {batch} "
        "where version_no = 1 and (facts_added <> 0 or facts_withdrawn <> 0)",
        description="a first version changes nothing",
        severity=CRITICAL,
        notes="**Why:** else the whole article would count as a correction.",
    ),
    ExpectMeasureBetween(
        query="select count(*) / nullif(count(distinct article_id), 0) from {batch}",
        max_value=3,
        description="an article has at most 3 versions on average",
        severity=WARNING,
        notes="**Why:** more mean that something that changes on every visit (a clock, a list of links) stands in the "
        "text. **Do:** compare two versions of the article with the most.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where facts_added = 0 and facts_withdrawn = 0) / nullif(count(*), 0) "
        "from {batch} where facts_compared",
        max_value=0.8,
        description="at most 80 % of the corrections change no fact",
        severity=INFO,
        notes="**Why:** commas and captions change; if nothing else ever does, boilerplate is in the text.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where not facts_compared) / nullif(count(*), 0) from {batch} "
        "where version_no > 1 and extractor_version is not null",
        max_value=0.2,
        description="at most 20 % of the revisions were read by another extractor than the version before",
        severity=WARNING,
        notes="**Why:** their facts are not compared, so corrections are overlooked. **Do:** `nutgraf reextract`.",
    ),
]
