"""Quotations → attributions. PolNeAR marks a quotation and its continuation in the same paragraph as one."""

from typing import Any

from etl.facts.quotations import Quotation
from etl.facts.reading import Reading


def attributions(reading: Reading) -> list[dict[str, Any]]:
    """One prediction per attribution: our continuation, a row of its own, joins the row whose cue it shares.

    `rows` keeps what was joined, and what found each row: what the calibration is measured on.
    """
    found: list[dict[str, Any]] = []
    by_cue: dict[int, dict[str, Any]] = {}
    for row in reading.of(Quotation):
        first = by_cue.get(row.cue_start_char) if row.continued and row.cue_start_char is not None else None
        own = _prediction(reading, row)
        if first is not None and "\n" not in reading.text[first["content"][-1][1] : row.start_char]:
            first["content"] = first["content"] + own["content"]
            first["kind"] = "mixed" if first["kind"] == "indirect" else first["kind"]
            first["rows"].append(own)
            continue
        attribution = own | {"rows": [own]}
        if row.cue_start_char is not None:
            by_cue[row.cue_start_char] = attribution
        found.append(attribution)
    return found


def _prediction(reading: Reading, row: Quotation) -> dict[str, Any]:
    named = row.speaker_start_char is not None
    return {
        "content": [list(span) for span in row.content_spans],
        "speaker": [row.speaker_start_char, row.speaker_end_char] if named else None,
        "kind": row.kind,
        "found_by": reading.found_by.get(row.fact_id),
        "continued": row.continued,
    }
