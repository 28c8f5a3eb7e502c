"""Mentions of places, resolved to GeoNames."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.evidence import evidence
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "places", ["fact_id"], "extraction"

EXPECTATIONS = [
    *evidence(min_per_article=0.3),
    gxe.ExpectColumnValuesToBeBetween(
        column="latitude",
        min_value=-90,
        max_value=90,
        description="latitudes lie between -90 and 90 degrees",
        severity=CRITICAL,
        notes="**Why:** maps are drawn from them; beyond lies a swap of latitude and longitude.",
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="longitude",
        min_value=-180,
        max_value=180,
        description="longitudes lie between -180 and 180 degrees",
        severity=CRITICAL,
        notes="**Why:** maps are drawn from them.",
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="score",
        min_value=0,
        max_value=1,
        description="scores lie between 0 and 1",
        severity=CRITICAL,
        notes="**Why:** analysts filter by it.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, surface, geonameid, null_reason from {batch} "
        "where (latitude is null) <> (null_reason is not null) or (latitude is null) <> (longitude is null) "
        "or (geonameid is not null and latitude is null)",
        description="a place is resolved with coordinates, or says why not",
        severity=CRITICAL,
        notes="**Why:** an empty field that says nothing cannot be told from a defect.",
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="geonameid",
        mostly=0.6,
        description="at least 60 % of the places are resolved",
        severity=WARNING,
        notes="**Why:** the gazetteer knows countries, states and the larger cities; streets and villages stay open. "
        "**Do:** group the failing rows by surface.",
    ),
    ExpectMeasureBetween(
        query="select count(geonameid) / count(*) from {batch} having count(*) >= 100",
        min_value=0.2,
        description="of 100 places or more, at least 20 % are resolved",
        severity=CRITICAL,
        notes="**Why:** under this the gazetteer did not load.",
    ),
    ExpectMeasureBetween(
        query="select max(share) from (select count(*) / sum(count(*)) over () as share from {batch} "
        "where geonameid is not null group by geonameid)",
        max_value=0.5,
        description="no single place takes more than half of the mentions",
        severity=INFO,
        notes="**Why:** one wrong entry that attracts every short name looks like this (`Of`, Turkey).",
    ),
]
