"""Proposed indirect quotations → rows, where no rule found one."""

from collections.abc import Iterator

from etl.facts.quotations import Quotation
from etl.facts.quotations.complements import trimmed
from etl.facts.quotations.speakers import NOBODY, Speaker, Speakers
from etl.facts.reading import Reading
from etl.proposals.answer import ProposedQuotation
from etl.proposals.grounding import Grounding, at, overlap
from etl.schema import Span

LEAST_WORDS = 3  # a shorter content is a phrase, not something said
MARKS = frozenset('“”"«»„')


def quotations(reading: Reading, proposals: list[ProposedQuotation]) -> Iterator[Quotation]:
    """The rows that hold. What stands in quotation marks, or in a quotation that is known, makes none."""
    grounding, speakers = Grounding(reading), Speakers(reading)
    known = [*reading.of(Quotation)]
    for proposal in proposals:
        spans = grounding.spans(proposal.sentence, proposal.content, proposal.speaker, proposal.cue)
        if spans is None or spans[0] is None:
            continue
        content, (speaker, cue) = _trimmed(reading, spans[0]), spans[1:]
        if content is None or at(known, content) or any(span and overlap(content, span) for span in (speaker, cue)):
            continue
        if _is_report(reading.text[slice(*content)]):
            head = grounding.head(speaker) if speaker else None
            row = _row(grounding, content, speakers.behind(head) if head is not None else NOBODY, cue)
            known.append(row)
            yield row


def _trimmed(reading: Reading, content: Span) -> Span | None:
    """Without a leading `that` and punctuation at its edges, as the contents that the rules find."""
    phrase = reading.doc.char_span(*content, alignment_mode="expand")
    return next(iter(trimmed(reading.doc, phrase.start, phrase.end)), None) if phrase is not None else None


def _is_report(said: str) -> bool:
    return len(said.split()) >= LEAST_WORDS and not MARKS & set(said)


def _row(grounding: Grounding, content: Span, speaker: Speaker, cue: Span | None) -> Quotation:
    text = grounding.reading.text
    head = grounding.head(cue) if cue else None
    return Quotation(
        **grounding.reading.evidence(Quotation, *content, spans=(content,), method="llm"),
        kind="indirect",
        quote=" ".join(text[slice(*content)].split()),
        content_spans=[content],
        speaker=speaker.name,
        speaker_entity_no=speaker.entity_no,
        speaker_surface=None if speaker.start_char is None else text[speaker.start_char : speaker.end_char],
        speaker_start_char=speaker.start_char,
        speaker_end_char=speaker.end_char,
        speaker_kind=speaker.kind,
        cue=text[slice(*cue)] if cue else None,
        cue_lemma=head.lemma_.lower() if head is not None else None,
        cue_start_char=cue.start_char if cue else None,
        cue_end_char=cue.end_char if cue else None,
        continued=False,
        null_reason=speaker.null_reason,
    )
