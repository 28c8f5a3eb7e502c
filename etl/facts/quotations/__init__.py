"""Quotations: what somebody is reported to have said, in their words or in the article's.

In the article's words a quotation mostly says something by itself: a clause (`said that …`), an infinitive (`promised
to …`), a gerund (`proposed closing the mine`), an object with what is said of it (`accused the bank of fraud`) or in
some words of its own (`praised the crews who dug all night`). Stands that somebody takes are less, and kinds of their
own with a confidence of their own: on what is only named (`rejected the offer`), wishes, plans and refusals (`wants to
leave`, `declined to comment`), attitudes (`wary of the deal`), what nobody is named for (`is expected to leave`, `was
asked whether …`) and what is not spoken about (`did not mention the deal`: the negation belongs to the cue).

A printed interview (`SMITH: …`) is speech without marks. Where only the words of a complement stand in marks, its
object belongs to the content: `called it “a first step”` is mixed, with the quote `it “a first step”`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.mentions import Mention
from etl.facts.quotations.attribution import SILENCE, Attribution, attributions
from etl.facts.quotations.cue import Cue
from etl.facts.quotations.layout import Layout
from etl.facts.quotations.speakers import Speakers
from etl.facts.reading import Reading
from etl.schema import Fact, Span

DIRECT_SHARE = 0.9  # of the letters in quotation marks; the rest is the article's "that", "he said it was"
TRAILING_COMMA = re.compile(r",([\"'”’]*)$")
SPEAKING_NOUNS = (
    "titles",
    "male_words",
    "female_words",
    "unnamed_sources",
    "organization_words",
    "speaking_documents",
    "speaking_groups",
    "people_nouns",
    "role_nouns",
)
TOLD_BY_ANYTHING = ("clause", "parenthetical", "according", "passive")
EXPERIENCERS = ("PERSON", "ORG", "GPE", "NORP")
NO_SPEAKERS = frozenset(["this", "that", "these", "what", "which", "there", "you"])
NOBODY = frozenset(["no", "neither", "nobody", "none", "few"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation(Fact):
    """Something somebody is reported to have said; start and end cover its content, cue between halves included."""

    TABLE: ClassVar[str] = "quotations"

    kind: Annotated[
        Literal["direct", "mixed", "indirect"],
        "direct: all in quotation marks, or a turn of an interview; mixed: partly; indirect: in the article's words.",
    ]
    quote: Annotated[str, "The content, halves around the cue joined by a space, outer quotation marks off."]
    content_spans: Annotated[list[Span], "The content in the text, quotation marks included."]
    speaker: Annotated[str | None, "Fullest name of the speaker in the article, or the phrase that stands for them."]
    speaker_entity_no: Annotated[int | None, "The speaker's number among the version's entities."] = None
    speaker_surface: Annotated[str | None, "The speaker as printed beside the cue: a name, `he`, `who`."] = None
    speaker_start_char: Annotated[int | None, "First character of speaker_surface."] = None
    speaker_end_char: Annotated[int | None, "One past its last character."] = None
    speaker_kind: Annotated[
        Literal["named", "pronoun", "nominal", "unnamed"],
        "named, pronoun, nominal (`the minister`), or unnamed (`a source`, `officials`, nobody).",
    ]
    cue: Annotated[
        str | None, "The words that report, as printed: `said`, `according to`, with their negation: `did not mention`."
    ] = None
    cue_lemma: Annotated[str | None, "Its dictionary form."] = None
    cue_start_char: Annotated[int | None, "First character of the cue."] = None
    cue_end_char: Annotated[int | None, "One past its last character."] = None
    continued: Annotated[bool, "Continues the quotation before it, without a cue of its own."]
    null_reason: Annotated[str | None, "Why there is no speaker or no named one; null where there is."] = None


def extract(reading: Reading) -> Iterator[Quotation]:
    """Yield each quotation in reading order."""
    speakers, layout = Speakers(reading), Layout(reading)
    found = [(_content(layout, a), a) for a in attributions(layout)]
    kept = (f for f in found if f[0] and _is_report(layout, f[1], f[0], speakers))
    for content, attribution in sorted(kept, key=lambda f: f[0][0]):
        yield _quotation(reading, layout, attribution, content, speakers)


def _is_report(layout: Layout, attribution: Attribution, content: list[Span], speakers: Speakers) -> bool:
    """A clause needs somebody who says it, a noun phrase somebody who can: people, bodies, not `the move`. Only in the
    passive nobody need be named: `is expected to leave`.
    """
    if attribution.utterances and attribution.tier != "words":
        return True
    head, cue = attribution.speaker, attribution.cue
    if cue is None:
        return False
    bare = not any(layout.marks_within(*span) for span in content)
    if head is None:
        return bare and cue.speaks and attribution.tier == "passive"
    if head.lower_ in NO_SPEAKERS or _is_nobody(head) or _is_bare_those(head):
        return False
    mention = speakers.mention(head)
    if bare and not (cue.speaks and cue.is_statement) and not _takes_a_stand(cue, head, mention):
        return False
    return attribution.tier in TOLD_BY_ANYTHING or _can_speak(head, mention)


def _can_speak(head: Token, mention: Mention | None) -> bool:
    if mention is not None:
        return mention.label in EXPERIENCERS
    return head.pos_ == "PRON" or any(head.lemma_.lower() in words(name) for name in SPEAKING_NOUNS)


def _takes_a_stand(cue: Cue, head: Token, speaker: Mention | None) -> bool:
    """`wants to leave`, `declined to comment`, `endorsed Smith`: less than a statement, but somebody’s stand. Not what
    only describes somebody (`those who want to leave`). Of a verb that tells of deeds as well (`attacked`, `recalled`)
    a thing that is only named counts where a person does it.
    """
    if cue.relative is not None or head.lower_ in ("i", "we"):
        return False
    if cue.frame in ("silence", "attitude"):
        return True
    if not cue.speaks:
        return ("stance" if cue.frame in ("infinitive", "clause") else "side") in cue.frames
    if cue.frame != "object":
        return cue.frame == "infinitive"
    return cue.names_a_thing and ("deed" not in cue.frames or (speaker is not None and speaker.label == "PERSON"))


def _found_by(attribution: Attribution, kind: str) -> str:
    """The kind of extraction, whose rows are calibrated together."""
    cue = attribution.cue
    if kind != "indirect" or cue is None:
        return f"{attribution.tier}, {'words' if kind == 'indirect' else 'marks'}"
    if attribution.tier not in ("silence", "attitude") and (not cue.speaks or cue.lemma in SILENCE):
        return "stance, words"
    named = attribution.tier == "object" and not cue.is_statement
    return f"{attribution.tier}, {'named' if named else 'words'}"


def _is_nobody(head: Token) -> bool:
    return head.lower_ in NOBODY or any(child.lower_ in NOBODY for child in head.lefts)


def _is_bare_those(head: Token) -> bool:
    """`those`, but not `those surveyed`, `those who fear it`."""
    return head.lower_ == "those" and not any(child.dep_ in ("acl", "relcl") for child in head.rights)


def _content(layout: Layout, attribution: Attribution) -> list[Span]:
    """The content spans: what stands in marks; the article's words too, where marks hold only a part of the clause."""
    marked = [span for utterance in attribution.utterances for span in utterance.spans()]
    if any(u.is_speech and _opens_sentence(layout.text, u.parts[0].inner[0]) for u in attribution.utterances):
        return sorted(marked)
    own = [Span(*layout.with_marks(*span)) for span in attribution.spans]
    return _merged(layout.text, sorted([*marked, *own]))


def _opens_sentence(text: str, char: int) -> bool:
    return not text[char : char + 1].islower()


def _merged(text: str, spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and not any(c.isalnum() for c in text[merged[-1].end_char : span.start_char]):
            merged[-1] = Span(merged[-1].start_char, max(merged[-1].end_char, span.end_char))
        else:
            merged.append(span)
    return merged


def _quotation(
    reading: Reading, layout: Layout, attribution: Attribution, content: list[Span], speakers: Speakers
) -> Quotation:
    text = layout.text
    cue, kind = attribution.cue, _kind(layout, content)
    speaker = speakers.behind(attribution.speaker, cue.relative if cue is not None else None)
    return Quotation(
        **reading.evidence(
            Quotation,
            content[0].start_char,
            max(span.end_char for span in content),
            spans=tuple(content),
            found_by=_found_by(attribution, kind),
        ),
        kind=kind,
        quote=_quote(layout, content),
        content_spans=content,
        speaker=speaker.name,
        speaker_entity_no=speaker.entity_no,
        speaker_surface=None if speaker.start_char is None else text[speaker.start_char : speaker.end_char],
        speaker_start_char=speaker.start_char,
        speaker_end_char=speaker.end_char,
        speaker_kind=speaker.kind,
        cue=text[cue.start_char : cue.end_char] if cue is not None else None,
        cue_lemma=cue.lemma if cue is not None else None,
        cue_start_char=cue.start_char if cue is not None else None,
        cue_end_char=cue.end_char if cue is not None else None,
        continued=attribution.continued,
        null_reason=speaker.null_reason,
    )


def _kind(layout: Layout, content: list[Span]) -> Literal["direct", "mixed", "indirect"]:
    letters = marked = 0
    for start, end in content:
        letters += sum(map(str.isalnum, layout.text[start:end]))
        for mark in layout.marks_within(start, end):
            marked += sum(map(str.isalnum, layout.text[max(start, mark.start) : min(end, mark.end)]))
    if marked >= DIRECT_SHARE * letters:
        return "direct"
    return "mixed" if marked else "indirect"


def _quote(layout: Layout, content: list[Span]) -> str:
    """The content in one line, without the outer quotation marks and a comma that only leads over to the cue."""
    line = " ".join(layout.text[slice(*_unmarked(layout, span))].strip() for span in content)
    return TRAILING_COMMA.sub(r"\1", line)


def _unmarked(layout: Layout, span: Span) -> tuple[int, int]:
    marks = layout.marks_within(*span)
    whole = len(marks) == 1 and (marks[0].start, marks[0].end) == tuple(span)
    return marks[0].inner if whole else span
