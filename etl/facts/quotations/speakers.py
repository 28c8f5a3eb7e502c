"""Speakers: from the head of the phrase beside a cue to the person or body that it stands for."""

from typing import Literal, NamedTuple

from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.mentions import Mention
from etl.facts.reading import Reading

SpeakerKind = Literal["named", "pronoun", "nominal", "unnamed"]

LEFT_PARTS = frozenset(["det", "amod", "compound", "poss", "nummod", "nmod", "predet", "quantmod", "advmod", "case"])
RIGHT_PREPOSITIONS = frozenset(["of", "for", "from", "at", "with", "in", "on"])
NULL_REASONS: dict[SpeakerKind, str] = {
    "pronoun": "pronoun_unresolved",
    "nominal": "not_named",
    "unnamed": "unnamed_source",
}


class Speaker(NamedTuple):
    """Who speaks, as printed and as the article's entities know them. Offsets are code points of the text."""

    name: str | None
    kind: SpeakerKind
    entity_no: int | None = None
    start_char: int | None = None
    end_char: int | None = None
    null_reason: str | None = None


NOBODY = Speaker(None, "unnamed", null_reason="no_speaker")


class Speakers:
    """Finds the speaker behind a token, by the mentions of a reading."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.text
        self._mention_by_token: dict[int, Mention] = {}
        self._by_surname: dict[str, Mention] = {}
        for mention in reading.of(Mention):
            if mention.label == "PERSON" and mention.kind == "named":
                self._by_surname.setdefault(mention.canonical.split()[-1].upper(), mention)
            span = reading.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
            for token in span if span is not None else ():
                known = self._mention_by_token.get(token.i)
                if known is None or _length(mention) < _length(known):
                    self._mention_by_token[token.i] = mention

    def mention(self, token: Token) -> Mention | None:
        """The smallest mention that holds the token."""
        return self._mention_by_token.get(token.i)

    def behind(self, head: Token | None, relative: Token | None = None) -> Speaker:
        """The speaker that a phrase, given by its head, stands for; `relative`: the `who` printed for it."""
        if head is None:
            return NOBODY
        start, end = printed = phrase(head)
        if relative is not None:
            printed = relative.idx, relative.idx + len(relative)
        mention = self.mention(head) or self._apposed(head) or self._by_surname.get(head.text)
        kind = _kind(head, mention)
        if mention is not None and kind != "unnamed":
            return Speaker(mention.canonical, kind, mention.entity_no, *printed)
        name = None if kind == "pronoun" else self._text[start:end]
        return Speaker(name, kind, None, *printed, NULL_REASONS[kind])

    def _apposed(self, head: Token) -> Mention | None:
        """`the trustee who voted no, Ada Smith, told …`: the name beside a description."""
        beside = (self.mention(child) for child in head.rights if child.dep_ == "appos")
        return next((mention for mention in beside if mention is not None and mention.label == "PERSON"), None)


def _kind(head: Token, mention: Mention | None) -> SpeakerKind:
    if mention is not None and mention.kind == "named":
        return "named"
    if head.lemma_.lower() in words("unnamed_sources"):
        return "nominal" if mention is not None else "unnamed"
    return "pronoun" if head.pos_ == "PRON" else "nominal"


def _length(mention: Mention) -> int:
    return mention.end_char - mention.start_char


def phrase(head: Token) -> tuple[int, int]:
    """Characters of a noun phrase without its relative clauses and appositions: `the mayor of Dover`, `Ms. Adams`."""
    start = end = head.i
    for child in reversed(list(head.lefts)):
        if not (child.dep_ in LEFT_PARTS or child.tag_ == "HYPH") or child.right_edge.i != start - 1:
            break
        start = child.left_edge.i
    for child in head.rights:
        if child.left_edge.i != end + 1 or not _belongs(child):
            break
        end = child.right_edge.i
    last = head.doc[end]
    return head.doc[start].idx, last.idx + len(last)


def _belongs(child: Token) -> bool:
    return (child.dep_ == "prep" and child.lower_ in RIGHT_PREPOSITIONS and child.right_edge.i - child.i < 6) or (
        child.dep_ in ("flat", "compound", "nmod") or child.left_edge.tag_ == "HYPH"
    )
