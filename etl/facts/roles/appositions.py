"""Titles beside a name, parted by a comma: `Ann Bell, the mayor of Springfield, said`, `the mayor, Ann Bell, said`."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.roles.nouns import names_kin, names_role

PARTY_NOTE = 8  # tokens that a bracket after a name may have: `(R-Neb.)`, `(Tex.)`
LONGEST_TITLE = 40  # tokens
DETERMINERS = frozenset({"the", "a", "an", "another", "this", "that", "any", "some", "also", "now", "currently"})
STOPS = frozenset({",", ";", ":", "(", ")", "[", "]", "—", "–", "--", "”", "“", '"', "''", "``", "..."})
NOMINAL = frozenset({"appos", "conj", "nsubj", "npadvmod", "attr", "pobj", "dobj", "ROOT", "dep"})
NO_PEOPLE = ("tion", "sion", "ment", "ness", "ity", "ism", "ing", "ance", "ence", "ship", "hood")


def title_after(
    doc: Doc, name_start: int, name_end: int, ceiling: int, people: frozenset[int]
) -> tuple[int, int] | None:
    """Token span of the title in apposition after a name, without determiner; nothing where there is none.

    `ceiling`: end of the sentence; `people`: tokens of people's names.
    """
    start = _after_comma(doc, name_end, ceiling)
    if start is None:
        return None
    head = _phrase_head(doc, start)
    if head is None or head.i in people or not _can_be_title(doc, head, start, name_start, name_end):
        return None
    end = title_end(doc, start, head.i, ceiling)
    start = without_determiner(doc, start, head.i)
    return (start, end) if start < end else None


def _after_comma(doc: Doc, name_end: int, ceiling: int) -> int | None:
    """First token after the comma that follows a name, its bracket (`(R-Neb.)`) and an age (`, 54,`)."""
    i = name_end
    if i < ceiling and doc[i].text == "(":
        closing = next((j for j in range(i, min(i + PARTY_NOTE, ceiling)) if doc[j].text == ")"), None)
        i = ceiling if closing is None else closing + 1
    if i + 1 >= ceiling or doc[i].text not in (",", "–", "—", "--"):
        return None
    i += 1
    if doc[i].like_num or doc[i].text.isdigit():
        comma = next((j for j in range(i, min(i + 4, ceiling)) if doc[j].text == ","), None)
        if comma is not None and comma + 1 < ceiling:
            return comma + 1
    return i


def _phrase_head(doc: Doc, start: int) -> Token | None:
    """The noun whose phrase begins at a token."""
    token = doc[start]
    for _ in range(LONGEST_TITLE):
        if token.head == token or token.head.left_edge.i < start or token.dep_ in ("appos", "ROOT"):
            break
        token = token.head
    return token if token.tag_ in ("NN", "NNP", "JJ", "CD", "NNPS", "FW") else None


def _can_be_title(doc: Doc, head: Token, start: int, name_start: int, name_end: int) -> bool:
    if names_kin(head):
        return False
    if head.tag_ == "CD":
        return head.lower_ == "one" and any(child.lower_ == "of" for child in head.children)
    in_apposition = head.dep_ == "appos" and name_start <= head.head.i < name_end
    if names_role(head):
        return in_apposition or head.dep_ in NOMINAL
    return in_apposition and doc[start].lower_ in ("a", "an", "the") and _may_mean_a_person(head)


def _may_mean_a_person(head: Token) -> bool:
    """Whether a noun that is no known role can be one: `the voice of Batman`, `a Texan`; `the first step` can not."""
    if head.ent_type_ == "NORP":
        return True
    if head.ent_type_ not in ("", "PERSON", "ORG") or (head.ent_type_ == "ORG" and head.tag_ != "NN"):
        return False
    return not head.lower_.endswith(NO_PEOPLE) and head.lower_ not in words("no_role_nouns")


def title_end(doc: Doc, start: int, head: int, ceiling: int) -> int:
    """The token after a title: it ends at punctuation or a clause of its own, or with the phrase of its noun."""
    limit = min(doc[head].right_edge.i + 1, ceiling, start + LONGEST_TITLE)
    end = next((i for i in range(head + 1, limit) if _ends_title(doc[i], limit)), max(limit, head + 1))
    while end > head + 1 and (doc[end - 1].tag_ in ("IN", "CC", "TO", "DT", "RB") or doc[end - 1].is_punct):
        end -= 1
    return end


def _ends_title(token: Token, limit: int) -> bool:
    if token.text in STOPS or token.tag_ in ("WP", "WDT", "WRB", "WP$") or token.lower_ in ("unlike", "than"):
        return True
    if token.dep_ in ("relcl", "mark") or token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    if token.lower_ == "that" and token.dep_ in ("nsubj", "nsubjpass"):
        return True
    return token.tag_ == "CC" and token.i + 1 < limit and token.nbor().ent_type_ == "PERSON"


def without_determiner(doc: Doc, start: int, head: int) -> int:
    """First token of a phrase after its determiner."""
    while start < head and (doc[start].lower_ in DETERMINERS or doc[start].tag_ == "PRP$" or doc[start].is_space):
        start += 1
    return start


def titles_with_comma(doc: Doc, name_start: int, floor: int, people: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Token span of the title before a name and a comma: `the U.S. envoy, Zalmay Khalilzad`."""
    comma = name_start - 1
    if comma <= floor or doc[comma].text != ",":
        return
    root = next((token for token in doc[name_start : name_start + 3] if token.dep_ == "appos"), None)
    if root is None:
        return
    head = root.head
    if head.i >= comma or head.i < floor or head.i in people or not names_role(head) or names_kin(head):
        return
    start = max(floor, head.left_edge.i)
    if any(doc[i].text in STOPS or i in people for i in range(head.i, comma)):
        return
    start = next(
        (i + 1 for i in range(head.i - 1, start - 1, -1) if doc[i].text in STOPS or _ends_name(doc, i, people)), start
    )
    yield without_determiner(doc, start, head.i), comma


def _ends_name(doc: Doc, i: int, people: frozenset[int]) -> bool:
    """Whether another person's name ends before a conjunction: `editor Ann Bell and a reporter, Tom Ray`."""
    return doc[i].tag_ == "CC" and i - 1 in people
