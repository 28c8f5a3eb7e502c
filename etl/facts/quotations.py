"""Quotations: what somebody is reported to have said, in their words or in the article's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from etl.facts.reading import Reading
from etl.schema import Fact, Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation(Fact):
    """Something somebody is reported to have said; start and end cover its content, cue between halves included."""

    TABLE: ClassVar[str] = "quotations"

    kind: Annotated[
        Literal["direct", "mixed", "indirect"],
        "direct: all in quotation marks; mixed: partly; indirect: in the article's words.",
    ]
    quote: Annotated[str, "The content, halves around the cue joined by a space, outer quotation marks off."]
    content_spans: Annotated[list[Span], "The content in the text, quotation marks included."]
    speaker: Annotated[str | None, "Fullest name of the speaker in the article, or the phrase that stands for them."]
    speaker_entity_no: Annotated[int | None, "The speaker's number among the version's entities."] = None
    speaker_surface: Annotated[str | None, "The speaker as printed beside the cue."] = None
    speaker_start_char: Annotated[int | None, "First character of speaker_surface."] = None
    speaker_end_char: Annotated[int | None, "One past its last character."] = None
    speaker_kind: Annotated[
        Literal["named", "pronoun", "nominal", "unnamed"],
        "named, pronoun, nominal (`the minister`), or unnamed (`a source`, `officials`, nobody).",
    ]
    cue: Annotated[str | None, "The word that reports, as printed: `said`, `according to`."] = None
    cue_lemma: Annotated[str | None, "Its dictionary form."] = None
    cue_start_char: Annotated[int | None, "First character of the cue."] = None
    cue_end_char: Annotated[int | None, "One past its last character."] = None
    continued: Annotated[bool, "Continues the quotation before it, without a cue of its own."]
    null_reason: Annotated[str | None, "Why there is no speaker or no named one; null where there is."] = None


def extract(reading: Reading) -> Iterator[Quotation]:
    """Yield each quotation in reading order."""
    yield from ()
