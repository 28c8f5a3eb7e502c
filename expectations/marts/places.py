"""One row per place."""

import great_expectations.expectations as gxe

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.reports import counted, seen
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "places", ["place_id"], "marts"

EXPECTATIONS = [
    *counted("place_id"),
    *seen("place_id"),
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
    ExpectNoRows(
        unexpected_rows_query="select place_id, name, geonameid, latitude, longitude, country from {batch} "
        "where geonameid is not null and (latitude is null or longitude is null "
        "or (country is not null and not regexp_matches(country, '^[A-Z]{{2}}$')))",
        description="a resolved place has coordinates, and its country is two letters",
        severity=CRITICAL,
        notes="**Why:** joins with other data go by these.",
    ),
    ExpectMeasureBetween(
        query="select sum(n_mentions) filter (where geonameid is not null) / nullif(sum(n_mentions), 0) from {batch}",
        min_value=0.4,
        description="at least 40 % of the mentions are of resolved places",
        severity=WARNING,
        notes="**Why:** the rest is on no map. **Do:** look at the unresolved places with the most mentions.",
    ),
    ExpectMeasureBetween(
        query="select max(n_reports) / nullif((select count(*) from lake.marts.stories), 0) from {batch} "
        "where (select count(*) from lake.marts.stories) >= 50",
        max_value=0.7,
        description="no place is in more than 70 % of the reports",
        severity=INFO,
        notes="**Why:** a wrong entry that attracts a common word looks like this. A local paper's town is right to.",
    ),
]
