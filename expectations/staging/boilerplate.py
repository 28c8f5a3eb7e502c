"""Lines that an outlet prints under many stories, and that are cut from its articles."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "boilerplate", ["line_id"], "ingest"

EXPECTATIONS = [
    ExpectNoRows(
        unexpected_rows_query="select line_id, outlet, line, n_articles, n_stories from {batch} where n_stories < 5",
        description="a line that is cut stood under five different stories",
        severity=CRITICAL,
        notes="**Why:** a sentence of one story, however often it is printed, is news. **Do:** set `retired_at` of the "
        "line and run `nutgraf reextract --from-pages` on the outlet's sources.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select line_id, outlet, line from {batch} where regexp_matches(line, '[\"“”„«»]')",
        description="no line that is cut holds a quotation",
        severity=CRITICAL,
        notes="**Why:** a saying that an outlet repeats is what we are here for. **Do:** as above.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select any_value(line_id) as line_id, outlet, line_key from {batch} "
        "where retired_at is null group by outlet, line_key having count(*) > 1",
        description="a line is in force once per outlet",
        severity=WARNING,
        notes="**Why:** else its counts are of two days at once.",
    ),
    ExpectMeasureBetween(
        query="select max(lines) from (select count(*) as lines from {batch} where retired_at is null group by outlet)",
        max_value=200,
        description="an outlet has at most 200 lines that are cut",
        severity=WARNING,
        notes="**Why:** more are not furniture but a form: tables, results, obituaries. **Do:** read the lines of the "
        "outlet with the most.",
    ),
]
