"""What an article says of a name beside it, and so of its type: `the retailer Harlan`, `the village of Harlan`.

One such place decides for the name wherever the article has it.
"""

from collections import Counter, defaultdict

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.evidence import ends_firm
from etl.facts.mentions.names import Name, is_given_name

UNSURE = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "LOC"})
NO_REGIONS = frozenset({"PERSON", "ORG", "PRODUCT", "NORP"})
ROLES_OF_FIRMS = frozenset(
    {
        "builder",
        "leader",
        "maker",
        "member",
        "operator",
        "owner",
        "partner",
        "producer",
        "publisher",
        "rival",
        "sponsor",
    }
)
SHARES = frozenset({"share", "shares", "stake", "stakes", "stock", "interest"})


def described(doc: Doc, found: list[Name]) -> list[Name]:
    """The names, typed as the article describes them."""
    people = {n.printed[-1] for n in found if n.label == "PERSON" and (len(n.printed) > 1 or n.titles)}
    unsure = [name for name in found if name.label in UNSURE and not _is_known(name, people)]
    votes: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in unsure:
        if label := _label_beside(doc, name):
            votes[name.printed][label] += 1
    for name in unsure if votes else ():
        if name.printed in votes and not name.titles:
            name.label = votes[name.printed].most_common(1)[0][0]
    return found


def _is_known(name: Name, people: set[str]) -> bool:
    """Whether nothing beside it changes what a name is: a large place's, somebody's whom the article names in full."""
    if " ".join(name.printed) in words("large_places") or name.printed[-1] in words("nations"):
        return True
    return name.label == "PERSON" and len(name.printed) == 1 and (name.printed[-1] in people or bool(name.titles))


def _label_beside(doc: Doc, name: Name) -> str | None:
    if len(name.printed) > 1 and (name.titles or _is_person(doc, name)):
        return "PERSON"
    noun = _noun_before(doc, name.start)
    if noun in words("body_nouns"):
        return None if _has_given_name(name) else "ORG"
    if noun in words("place_nouns"):
        return "GPE" if _may_be_town(doc, name) else None
    has_firm = name.label in ("PERSON", "GPE") and not _has_given_name(name) and _is_firm(doc[name.end - 1])
    return "ORG" if has_firm else None


def _may_be_town(doc: Doc, name: Name) -> bool:
    """Whether a name by itself is what the noun before it means: not so in `the capital of Arab culture`."""
    is_whole = doc[name.end - 1].dep_ not in ("amod", "compound")
    return name.label in NO_REGIONS and is_whole and len(name.printed) <= 2 and not ends_firm(name.printed[-1])


def _noun_before(doc: Doc, start: int) -> str:
    """What a name is called right before it, or before it and `of`; empty where that is no common noun."""
    before = doc[start - 1] if start else None
    if before is not None and before.text == "of" and start > 1:
        before = doc[start - 2]
        return before.text if before.text in words("place_nouns") else ""
    return before.text if before is not None and before.is_lower and before.tag_ == "NN" else ""


def _has_given_name(name: Name) -> bool:
    return len(name.printed) > 1 and is_given_name(name.printed[0])


def _is_person(doc: Doc, name: Name) -> bool:
    """Whether a role stands before a full name (`scrum-half Adam Lind`), or a role or an age behind it."""
    if name.label == "FAC" or ends_firm(name.printed[-1]):
        return False
    if _has_given_name(name) and _is_role(_noun_before(doc, name.start)):
        return True
    if name.end + 2 >= len(doc) or doc[name.end].text != ",":
        return False
    if doc[name.end + 1].is_digit and len(doc[name.end + 1]) == 2 and doc[name.end + 2].text == ",":
        return _has_given_name(name)
    return any(t.dep_ == "appos" and _is_role(t.text) for t in doc[name.end - 1].rights)


def _is_role(noun: str) -> bool:
    """Whether only a person is called so; `leader`, `maker` and `owner` are firms as well."""
    return noun in words("role_nouns") and noun not in ROLES_OF_FIRMS and noun not in words("body_nouns")


def _is_firm(last: Token) -> bool:
    """Whether a name has what firms have: `Harlan shares`, `Harlan's profit`, `a stake in Harlan`."""
    if last.dep_ in ("compound", "poss"):
        return last.head.lower_ in words("firm_nouns")
    return last.dep_ == "pobj" and last.head.lower_ == "in" and last.head.head.lower_ in SHARES
