"""Sentences of article versions: what facts are shown in."""

from expectations.custom import ExpectMeasureBetween, ExpectNoRows, ExpectSpanInText, ExpectSteadyRate
from expectations.evidence import DRIFT, ROUND_TRIP
from expectations.severity import CRITICAL, WARNING

TABLE, KEY, OWNER = "sentences", ["sentence_id"], "extraction"

EXPECTATIONS = [
    ExpectSpanInText("start_char", "end_char", key="sentence_id", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectNoRows(
        unexpected_rows_query="with ordered as (select *, lag(end_char) over (partition by version_id "
        "order by sentence_no) as previous_end, row_number() over (partition by version_id order by sentence_no) - 1 "
        "as position from {batch}) select sentence_id, version_id, sentence_no, start_char, previous_end from ordered "
        "where start_char < previous_end or sentence_no <> position",
        description="sentences are numbered from 0 and do not overlap",
        severity=CRITICAL,
        notes="**Why:** a fact finds its sentence by number. **Do:** load the batch of the version again.",
    ),
    ExpectMeasureBetween(
        query="select count(*) / nullif(count(distinct version_id), 0) from {batch}",
        min_value=4,
        description="an article has 4 sentences or more on average",
        severity=WARNING,
        notes="**Why:** fewer mean that the texts are teasers or the parser does not split.",
    ),
    ExpectMeasureBetween(
        query="select quantile_cont(end_char - start_char, 0.99) from {batch}",
        max_value=900,
        description="99 % of the sentences are shorter than 900 characters",
        severity=WARNING,
        notes="**Why:** longer ones are lists or tables that cleaning took for prose.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select sentence.sentence_id, sentence.version_id, substr(article.text, "
        "sentence.start_char + 1, sentence.end_char - sentence.start_char) as line from {batch} sentence "
        "join lake.staging.articles article using (version_id) where sentence.part <> 'headline' and regexp_matches("
        "line, '(?i)(newsletter|all rights reserved|click here|read more:|copyright \\d{{4}}|like this article"
        "|follow us on|sign up for|terms of (use|service)|privacy policy)') and length(line) < 140",
        description="no short sentence of a body holds a phrase of boilerplate",
        severity=WARNING,
        notes="**Why:** boilerplate yields no fact. A report about newsletters is right to be here: look before you "
        "act. **Do:** add the line to a test of the cleaner.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where part = 'subhead') / nullif(count(*), 0) from {batch}",
        max_value=0.25,
        description="at most a quarter of the sentences are sub-heads",
        severity=WARNING,
        notes="**Why:** lines without a full stop are taken for sub-heads and yield few facts; many mean lists, "
        "captions or a page whose sentences were broken into lines.",
    ),
    ExpectSteadyRate(severity=WARNING, notes=DRIFT),
]
