"""Quotations: what somebody is reported to have said."""

import great_expectations.expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import ExpectMeasureBetween, ExpectNoRows, ExpectSpanToReadAs
from expectations.evidence import ROUND_TRIP, evidence
from expectations.severity import CRITICAL, INFO, WARNING

TABLE, KEY, OWNER = "quotations", ["fact_id"], "extraction"

_LETTERS = "regexp_replace({text}, '[^\\p{{{{L}}}}\\p{{{{N}}}}]', '', 'g')"  # marks, spaces and joints aside
_PRINTED = (
    "array_to_string(list_transform(fact.content_spans, lambda span: "
    "substr(article.text, span.start_char + 1, span.end_char - span.start_char)), ' ')"
)

EXPECTATIONS = [
    *evidence(min_per_article=0.3),
    ExpectSpanToReadAs(
        "speaker_surface", "speaker_start_char", "speaker_end_char", severity=CRITICAL, notes=ROUND_TRIP
    ),
    ExpectSpanToReadAs("cue", "cue_start_char", "cue_end_char", severity=CRITICAL, notes=ROUND_TRIP),
    ExpectNoRows(
        unexpected_rows_query=f"select fact.fact_id, fact.version_id, fact.quote, {_PRINTED} as found "
        "from {batch} fact left join lake.staging.articles article using (version_id) where "
        f"{_LETTERS.format(text=_PRINTED)} is distinct from {_LETTERS.format(text='fact.quote')}",
        description="the characters of `content_spans` are the quote, marks and spaces aside",
        severity=CRITICAL,
        notes=ROUND_TRIP,
    ),
    ExpectNoRows(
        unexpected_rows_query="select fact_id, version_id, start_char, end_char, content_spans from {batch} "
        "where len(content_spans) = 0 or len(list_filter(content_spans, lambda span: span.start_char < start_char "
        "or span.end_char > end_char or span.start_char >= span.end_char)) > 0",
        description="a quotation's span covers its content",
        severity=CRITICAL,
        notes=ROUND_TRIP,
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="speaker",
        mostly=0.6,
        row_condition=Column("kind") == "direct",
        description="at least 60 % of the direct quotations have a speaker",
        severity=WARNING,
        notes="**Why:** a quotation without a speaker answers nobody's question. **Do:** read failing rows: a new form "
        "of attribution, or a page whose paragraphs were torn apart.",
    ),
    ExpectMeasureBetween(
        query="select count(speaker) / count(*) from {batch} where kind = 'direct' having count(*) >= 100",
        min_value=0.25,
        description="of 100 direct quotations or more, at least a quarter have a speaker",
        severity=CRITICAL,
        notes="**Why:** under this the attribution is broken, not the news.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where speaker_kind = 'named') / nullif(count(*), 0) from {batch} "
        "where speaker is not null",
        min_value=0.2,
        description="at least 20 % of the known speakers are named beside the cue",
        severity=INFO,
        notes="**Why:** the rest are pronouns, descriptions and unnamed sources.",
    ),
    ExpectMeasureBetween(
        query="select count(*) filter (where kind = 'direct') / nullif(count(*), 0) from {batch}",
        min_value=0.05,
        max_value=0.95,
        description="5 to 95 % of the quotations are direct",
        severity=WARNING,
        notes="**Why:** all direct: indirect speech is missed; none: quotation marks are not recognised.",
    ),
    gxe.ExpectColumnValueLengthsToBeBetween(
        column="quote",
        min_value=2,
        max_value=3000,
        mostly=0.995,
        description="quotations have 2 to 3,000 characters",
        severity=WARNING,
        notes="**Why:** a mark that was never closed swallows the rest of the article.",
    ),
    ExpectNoRows(
        unexpected_rows_query="select quotation.fact_id, quotation.version_id, quotation.surface "
        "from {batch} quotation join lake.staging.sentences sentence using (version_id, sentence_no) "
        "where sentence.part = 'subhead' "
        "and quotation.cue is not null",
        description="no quotation is attributed inside a sub-head",
        severity=WARNING,
        notes="**Why:** sub-heads (`Challenges ahead:`) say nothing and nobody says them.",
    ),
]
