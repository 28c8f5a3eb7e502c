"""Documents that did not become an article, each with its reason."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "rejections", ["page_id"], "ingest"

_SHARE = "select count(*) {filter} / nullif((select count(*) from lake.staging.pages), 0) from {{batch}}"

EXPECTATIONS = [
    ExpectMeasureBetween(
        query=_SHARE.format(filter="") + " where (select count(*) from lake.staging.pages) >= 20",
        max_value={"$PARAMETER": "max_rejected_share"},
        description="of 20 pages or more, a share of at most `max_rejected_share` is rejected",
        severity=CRITICAL,
        notes="**Why:** above it most of a source is missing from every count. **Do:** group `rejections` by source "
        "and reason; `no_text` for one host means that its layout changed.",
    ),
    ExpectMeasureBetween(
        query=_SHARE.format(filter=""),
        max_value=0.2,
        description="at most 20 % of the pages are rejected",
        severity=WARNING,
        notes="**Why:** 5 to 15 % is usual where folders and feeds hold other things than articles.",
    ),
    ExpectMeasureBetween(
        query=_SHARE.format(filter="filter (where reason in ('error', 'timeout'))"),
        max_value=0.02,
        description="at most 2 % of the pages were rejected for an error or a timeout",
        severity=WARNING,
        notes="**Why:** these are defects of ours, not of the page. **Do:** `detail` names what was raised; "
        "report it with the page's bytes.",
    ),
    gxe.ExpectColumnValueLengthsToBeBetween(
        column="detail",
        min_value=3,
        description="every rejection says what was seen",
        severity=WARNING,
        notes="**Why:** a reason without detail cannot be acted on.",
    ),
]
