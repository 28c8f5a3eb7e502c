"""What an article says of a name beside it, and so of its type: `the retailer Harlan`, `the village of Harlan`.

One such place decides for the name wherever the article has it.
"""

from collections import Counter, defaultdict

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.mentions.names import Name, is_given_name

UNSURE = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "LOC"})
SHARES = frozenset({"share", "shares", "stake", "stakes", "stock", "interest"})


def described(doc: Doc, found: list[Name]) -> list[Name]:
    """The names, typed as the article describes them."""
    full_names = {
        name.printed[-1] for name in found if name.label == "PERSON" and (len(name.printed) > 1 or name.titles)
    }
    votes: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    unsure = [name for name in found if name.label in UNSURE and not _is_known(name, full_names)]
    for name in unsure:
        if label := _description(doc, name):
            votes[name.printed][label] += 1
    for name in unsure if votes else ():
        if name.printed in votes:
            name.label = votes[name.printed].most_common(1)[0][0]
    return found


def _is_known(name: Name, full_names: set[str]) -> bool:
    """Whether nothing beside it changes what a name is: a large place, somebody whom the article names in full."""
    if name.titles or " ".join(name.printed) in words("large_places") or name.printed[-1] in words("nations"):
        return True
    return name.label == "PERSON" and (
        len(name.printed) > 2 or (name.printed[-1] in full_names and len(name.printed) == 1)
    )


def _description(doc: Doc, name: Name) -> str | None:
    before = doc[name.start - 1] if name.start else None
    if before is not None and before.is_lower and before.tag_ == "NN":
        if before.text in words("body_nouns"):
            return None if _is_full_name(name) else "ORG"
        if before.text in words("place_nouns"):
            return "GPE" if name.label in ("ORG", "PERSON", "FAC", "PRODUCT", "NORP") else None
        if before.text in words("role_nouns") and _is_full_name(name):
            return "PERSON"
    if (
        before is not None
        and before.text == "of"
        and name.start > 1
        and doc[name.start - 2].text in words("place_nouns")
    ):
        return "GPE" if name.label in ("ORG", "PERSON", "FAC", "PRODUCT", "NORP") else None
    return (
        "ORG" if name.label in ("PERSON", "GPE") and not _is_full_name(name) and _is_firm(doc[name.end - 1]) else None
    )


def _is_full_name(name: Name) -> bool:
    return len(name.printed) > 1 and is_given_name(name.printed[0])


def _is_firm(last: Token) -> bool:
    """Whether a name has what firms have: `Harlan shares`, `Harlan's profit`, `a stake in Harlan`."""
    if last.dep_ in ("compound", "poss"):
        return last.head.lower_ in words("firm_nouns")
    return last.dep_ == "pobj" and last.head.lower_ == "in" and last.head.head.lower_ in SHARES
