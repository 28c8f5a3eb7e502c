"""Titles printed before a name: `U.S. Central Command chief Gen. Frank McKenzie`, `Secretary of State Mike Pompeo`."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.names import plain
from etl.facts.roles.nouns import names_role

LONGEST_TITLE = 14  # tokens; news titles before a name are shorter
FORMS_OF_ADDRESS = frozenset({"mr", "mrs", "ms", "miss", "mx"})
MODIFIERS = frozenset({"NNP", "NNPS", "NN", "NNS", "JJ", "JJR", "JJS", "HYPH", "AFX", "POS", "FW", "CD"})
AFTER_OF = frozenset({"NNP", "NNPS", "NN", "NNS", "JJ", "CC", "DT", "HYPH", "POS"})


def titles_before(doc: Doc, name_start: int, floor: int, people: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Token spans of the titles that end where a name begins, the nearest first.

    `floor`: first token of the sentence, or of what may belong to this name; `people`: tokens of people's names.
    """
    floor = max(floor, name_start - LONGEST_TITLE)
    end = name_start
    rank = _rank_start(doc, end, floor)
    head = _head_before(doc, rank, floor)
    if rank < end and head is not None:
        yield rank, end
        end = rank
    elif rank < end:
        head = end - 1
    else:
        head = _head_before(doc, end, floor)
    if head is None or plain(doc[head].text) in FORMS_OF_ADDRESS:
        return
    start = _modifiers_start(doc, head, floor, people)
    while start < head and not doc[start].text[0].isalnum():
        start += 1
    yield start, end


def _rank_start(doc: Doc, end: int, floor: int) -> int:
    """Where the abbreviated ranks begin that stand right before the name: `Lt. Gen.`; forms of address are none."""
    start = end
    while start > floor and doc[start - 1].text[-1] == "." and plain(doc[start - 1].text) in words("titles"):
        start -= 1
    while start < end and plain(doc[start].text) in FORMS_OF_ADDRESS:
        start += 1
    return start


def _head_before(doc: Doc, end: int, floor: int) -> int | None:
    """The noun of the title that ends here: `President` of `President of the United States`."""
    if end <= floor:
        return None
    last = doc[end - 1]
    if last.text in ("elect", "designate") and end - 3 >= floor and doc[end - 2].text == "-":
        return end - 3
    if names_role(last):
        return end - 1
    return _head_before_of(doc, end, floor) if last.tag_ in ("NNP", "NNPS", "NN", "NNS") else None


def _head_before_of(doc: Doc, end: int, floor: int) -> int | None:
    for i in range(end - 2, max(floor, end - 9), -1):
        if doc[i].lower_ in ("of", "for"):
            return i - 1 if doc[i - 1].text[0].isupper() and names_role(doc[i - 1]) else None
        if doc[i].tag_ not in AFTER_OF:
            return None
    return None


def _modifiers_start(doc: Doc, head: int, floor: int, people: frozenset[int]) -> int:
    """First token of a title, from its noun leftwards; determiners stay out."""
    start = head
    while start > floor:
        token = doc[start - 1]
        if token.tag_ == "POS":
            start -= 1
            continue
        if start - 1 in people and doc[start].tag_ != "POS" and not _is_modifier_name(doc, start - 1, head):
            break
        if not _modifies(token) and not _joins(doc, start - 1):
            break
        start -= 1
    while start < head and (doc[start].tag_ in ("POS", "HYPH") or doc[start].is_punct):
        start += 1
    return start


def _is_modifier_name(doc: Doc, i: int, head: int) -> bool:
    """Whether a person's name belongs to a title after it: `Reed campaign spokeswoman Ann Bell`."""
    token, after = doc[i], doc[i + 1]
    return token.dep_ == "compound" and i < token.head.i <= head and (after.is_lower or after.head.i == token.head.i)


def _modifies(token: Token) -> bool:
    if token.tag_ in ("VBN", "VBG"):
        return token.dep_ in ("amod", "compound")
    return token.tag_ in MODIFIERS and (token.tag_ != "CD" or token.text[0].isalpha())


def _joins(doc: Doc, i: int) -> bool:
    """Whether `and` stands inside a title: `Foreign Affairs and Trade Minister`, not `Obama and President Xi`."""
    token = doc[i]
    if token.text == "&":
        return True
    return token.tag_ == "CC" and not token.head.ent_type_ and token.head.i == i - 1 and token.head.text[0].isupper()
