"""What the parse knows about the words around a time expression: the tense of its clause, the word before it."""

import re
from bisect import bisect_right

from spacy.tokens import Doc, Token

from etl.facts.dates.context import Tense
from etl.facts.lexicon import words

FUTURE_AUXILIARIES = frozenset(("will", "'ll", "’ll", "wo", "shall", "would"))
# What these verbs and adjectives govern has not happened yet: `is due Friday`, `plans to meet in June`.
AHEAD = frozenset(
    (
        "expect", "plan", "schedule", "due", "set", "slate", "intend", "aim", "hope", "vow", "pledge", "promise",
        "want", "wish", "prepare", "ready", "poise", "propose", "anticipate", "forecast", "await", "book", "likely",
    )
)  # fmt: skip
PRESENT_BE = frozenset(("is", "are", "am", "'s", "'re", "'m", "’s", "’re", "’m"))
SOON_AS = re.compile(r"\bas (?:soon|early) as $", re.IGNORECASE)
PAST_CUES = frozenset(("since", "ended"))
FUTURE_CUES = frozenset(("by", "until", "till", "due", "starting", "beginning", "effective", "payable"))


class Clues:
    """The parse of one article, asked by character."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc, self.text = doc, text
        self.starts = [token.idx for token in doc]

    def token_at(self, char: int) -> Token:
        """The token that holds a character."""
        return self.doc[max(0, bisect_right(self.starts, char) - 1)]

    def word_before(self, char: int) -> str:
        """The word before a character, lower case; empty at the start of a line."""
        token = self.token_at(char)
        if token.i == 0 or token.is_sent_start:
            return ""
        return self.doc[token.i - 1].lower_

    def tense(self, start_char: int, end_char: int) -> Tense | None:
        """The tense of the clause that a stretch of text stands in; None where no verb governs it."""
        before = self.word_before(start_char)
        if before in PAST_CUES:
            return "past"
        if before in FUTURE_CUES or SOON_AS.search(self.text, max(0, start_char - 16), start_char):
            return "past" if before == "by" and self._was_over_by(start_char) else "future"
        first, last = self.token_at(start_char), self.token_at(end_char - 1)
        token = self.doc[first.i : last.i + 1].root
        for _ in range(12):
            if token.pos_ in ("VERB", "AUX"):
                return _tense_of(token)
            if token.lemma_.lower() in AHEAD:
                return "future"
            if token.head == token:
                return None
            token = token.head
        return None

    def _was_over_by(self, start_char: int) -> bool:
        """`had fled by Wednesday`: what was over by then lies in the past."""
        verb = self.token_at(start_char - 2).head
        return verb.tag_ == "VBN" and any(child.lower_ == "had" for child in verb.children)

    def looks_back(self, start_char: int) -> bool:
        """Whether an `in` hangs on a first, a last or a superlative: `for the first time in 40 years`."""
        head = self.token_at(start_char).head
        phrase = (head, *head.children)
        return any(word.tag_ in ("JJS", "RBS") or word.lower_ in ("first", "last", "only") for word in phrase)


def _tense_of(verb: Token) -> Tense | None:
    """The tense of a verb; an infinitive or participle has that of the verb it hangs on.

    But what was agreed to happen need not have happened: through an infinitive, the past is no evidence.
    """
    through_infinitive = False
    for _ in range(6):
        helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if _looks_ahead(verb, helpers) or _is_timetable(verb, helpers) or _is_to_be_done(verb):
            return "future"
        if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and helpers):
            return None if through_infinitive else "past"
        if verb.tag_ == "VBN" and verb.dep_ == "acl":
            return "past"  # `wants to lift an order issued Thursday`
        if verb.tag_ in ("VBZ", "VBP") or verb.head == verb:
            return None
        through_infinitive = through_infinitive or verb.tag_ == "VB"
        verb = verb.head
    return None


def _is_timetable(verb: Token, helpers: set[str]) -> bool:
    """`Parliament votes on Tuesday`, `she is meeting them on Friday`: the present, of what has been set."""
    simple = verb.tag_ in ("VBZ", "VBP") and verb.lemma_.lower() in words("scheduled_verbs")
    return simple or (verb.tag_ == "VBG" and bool(helpers & PRESENT_BE))


def _is_to_be_done(verb: Token) -> bool:
    """`guidelines to be published in May`, `the vote is to be held in May`.

    But `the first woman to be elected` was, and `a move to ban it` was made.
    """
    set_down = verb.dep_ == "xcomp" and verb.head.lower_ in PRESENT_BE
    if set_down and any(child.tag_ == "TO" for child in verb.children):
        return True
    passive = verb.tag_ == "VBN" and any(child.tag_ == "TO" for child in verb.children)
    if not passive or verb.dep_ not in ("acl", "relcl"):
        return False
    return not any(child.tag_ == "JJS" or child.lower_ in ("first", "last", "only") for child in verb.head.children)


def _looks_ahead(verb: Token, helpers: set[str]) -> bool:
    if helpers & FUTURE_AUXILIARIES or verb.lemma_.lower() in AHEAD:
        return True
    return verb.tag_ == "VBG" and verb.lemma_ == "go" and any(child.tag_ == "VB" for child in verb.children)
