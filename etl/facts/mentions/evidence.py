"""What a name itself says of its type, where the model says something else."""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.names import Name, is_given_name, placed, plain, printed_words

MODEL = re.compile(r"[A-Z]{1,3}-?\d{1,4}[A-Za-z]{0,2}(?:-\d{1,4}\w*)?|7\d7(?:-\d{3}\w*)?s?|\d{3}s?")
ACRONYM = re.compile(r"[A-Z]{2,5}")
INITIALS_OF_PEOPLE = frozenset({"JFK", "LBJ", "FDR", "MLK", "RFK", "MBS", "AOC"})
SURNAMES = frozenset({"Church", "Court", "Guard", "Service", "School", "Watch", "Front"})
UNLIKE_PEOPLE = frozenset({"ORG", "FAC", "PRODUCT", "WORK_OF_ART"})
PHRASES = frozenset({"EVENT", "WORK_OF_ART", "LAW", "PRODUCT"})  # `Iraq war` is a name
TITLED_LABELS = frozenset({"WORK_OF_ART", "PRODUCT"})  # `Star Wars` is none
PEOPLE_LIKE = frozenset({"PERSON", "ORG"})  # of a full name the model says either
NAME_BEGINNINGS = frozenset(
    {"general", "major", "private", "chief", "miss", "mx", "king", "queen", "prince", "princess", "count", "lady"}
)
FIRM_LABELS = frozenset({"PERSON", "PRODUCT", "WORK_OF_ART"})  # of the others link() decides


def typed(doc: Doc, found: list[Name]) -> Iterator[Name]:
    """The names with the type that their words say, without descriptions after them; none for what names nothing."""
    for name in found:
        if len(name.printed) == 1 and name.printed[0] in words("no_names"):
            continue
        _cut_description(doc, name)
        name.label = _label(doc, name)
        yield name


def _cut_description(doc: Doc, name: Name) -> None:
    """`Xinhua news agency` is named Xinhua; the `coast` of `East coast` and the `party` are part of their names."""
    last = doc[name.end - 1]
    if name.label in PHRASES or not _describes(last) or last.text in ("coast", "party", "bank"):
        return
    end = name.end
    while end - name.start > 1 and (doc[end - 1].is_lower or doc[end - 1].like_num) and doc[end - 2].whitespace_:
        end -= 1
    name.end, name.printed = end, printed_words(doc, name.start, end)


def _describes(token: Token) -> bool:
    return token.is_lower and token.tag_ in ("NN", "NNS")


def _label(doc: Doc, name: Name) -> str:
    if name.label != "PERSON" and name.printed[0] in words("product_lines"):
        return "PRODUCT"
    if len(name.printed) > 1:
        return "PERSON" if _is_person(doc, name) else _label_by_ending(name)
    return "ORG" if name.label == "PERSON" and not name.titles and _is_acronym(doc, name) else name.label


def _label_by_ending(name: Name) -> str:
    if name.printed[-1] in words("event_words") and name.label not in TITLED_LABELS and not name.titles:
        return "EVENT"
    return "ORG" if name.label in FIRM_LABELS and ends_firm(name.printed[-1]) else name.label


def _is_person(doc: Doc, name: Name) -> bool:
    """Whether an office stands before a name of several words, or a given name in it and its nation behind it."""
    if name.label in UNLIKE_PEOPLE and _follows_office(name) and not ends_firm(name.printed[-1]):
        return True
    return is_given_name(name.printed[0]) and _has_nation(doc, name.end)


def with_places(found: list[Name]) -> list[Name]:
    """The names, where a large place's is no person's unless the article has it in a fuller name, or with a title."""
    people = {
        name.printed[-1] for name in found if name.titles or (len(name.printed) > 1 and name.label in PEOPLE_LIKE)
    }
    for name in found:
        word = name.printed[-1]
        is_person = len(name.printed) > 1 or word in people or is_given_name(word)
        if name.label == "PERSON" and not is_person and word in words("large_places"):
            name.label = "GPE"
    return found


def _follows_office(name: Name) -> bool:
    """Whether the title of an office stands right before the name: `Ambassador Lena Hoff`, but not `Miss Poland`."""
    return bool(name.titles) and name.titles[-1][0].isupper() and plain(name.titles[-1]) not in NAME_BEGINNINGS


def _has_nation(doc: Doc, end: int) -> bool:
    """Whether a nation in brackets follows, as in lists of starters: `Lena Hoff (Austria)`."""
    return end + 2 < len(doc) and doc[end].text == "(" and doc[end + 1].text in words("nations")


def ends_firm(word: str) -> bool:
    """Whether a last word is a legal form or the like; `Sa` and `Church` may be surnames."""
    ending = plain(word.rstrip(","))
    if ending in words("corporate_suffixes"):
        return len(ending) > 2 or word.isupper() or ending == "co"
    return ending in words("organization_words") and word not in SURNAMES


def _is_acronym(doc: Doc, name: Name) -> bool:
    """Whether a word is in capitals by itself, not as part of a line in capitals."""
    if not ACRONYM.fullmatch(name.printed[0]) or name.printed[0] in INITIALS_OF_PEOPLE:
        return False
    around = doc[max(0, name.start - 2) : min(len(doc), name.end + 2)]
    return any(token.is_lower or token.is_title for token in around if token.is_alpha and token.i != name.start)


def joined(doc: Doc, found: list[Name]) -> list[Name]:
    """The names, where two with nothing between them are one: `Northrop` + `Grumman`, `Ford` + `Escort`."""
    kept: list[Name] = []
    for name in found:
        before = kept[-1] if kept else None
        if before and before.end == name.start and (label := _joint_label(before, name)):
            words_here = printed_words(doc, before.start, name.end)
            kept[-1] = Name(before.start, name.end, label, words_here, before.titles)
        else:
            kept.append(name)
    return kept


def _joint_label(first: Name, second: Name) -> str | None:
    if first.label == "ORG" and second.label in ("ORG", "PRODUCT"):
        return second.label
    if first.label == second.label == "GPE" and " ".join((*first.printed, *second.printed)) in words("nations"):
        return "GPE"
    return None


def with_models(doc: Doc, found: list[Name]) -> list[Name]:
    """The names, where a maker's and the number of its model are one name, a product's: `Boeing 737`, `Airbus A330`."""
    added = []
    for name in found:
        if name.label == "ORG" and name.end < len(doc) and _is_model(doc, name.end):
            words_here = printed_words(doc, name.start, name.end + 1)
            added.append(Name(name.start, name.end + 1, "PRODUCT", words_here))
    return placed(found, added)


def _is_model(doc: Doc, i: int) -> bool:
    """Whether a token is the number of a model and counts nothing: `737s`, `A330-200`, but not `500 jobs`."""
    text = doc[i].text
    if not MODEL.fullmatch(text) or doc[i - 1].whitespace_ != " ":
        return False
    after = doc[i + 1] if i + 1 < len(doc) else None
    return not text.isdigit() or after is None or not (after.tag_ in ("NNS", "CD") or after.text in "%-–")
