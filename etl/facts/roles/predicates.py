"""Titles that a clause says of a name: `Ann Bell is the mayor`, `was elected mayor`, `served as mayor`."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from etl.facts.lexicon import words
from etl.facts.roles.appositions import title_end, without_determiner
from etl.facts.roles.nouns import names_kin, names_role

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
COPULAS = frozenset({"be", "become", "remain"})
SERVING = frozenset({"serve", "work", "act"})
CHOOSING = frozenset(
    {"elect", "name", "appoint", "choose", "reelect", "re-elect", "promote", "hire", "select", "confirm"}
)


def predicated(doc: Doc) -> Iterator[tuple[Token, int, int]]:
    """Subject token and token span of the title, without determiner, of each clause that states one as a fact."""
    for verb in doc:
        if verb.pos_ not in ("VERB", "AUX"):
            continue
        heads = list(_heads(verb))
        if not heads or not _is_stated(verb):
            continue
        subject = _subject(verb, verb.lemma_)
        for head in heads:
            if subject is None or head.i == subject.i or not _says_role(head):
                continue
            start = without_determiner(doc, max(verb.i + 1, head.left_edge.i), head.i)
            if doc[start].text[0].isalnum():
                yield subject, start, title_end(doc, start, head.i, len(doc))


def _heads(verb: Token) -> Iterator[Token]:
    """Nouns that a verb says of its subject, or of its object where it is chosen: `was named director`."""
    if verb.lemma_ in COPULAS:
        yield from (child for child in verb.rights if child.dep_ == "attr")
    elif verb.lemma_ in CHOOSING:
        yield from (child for child in verb.rights if child.dep_ in ("oprd", "attr"))
        yield from _as_what(verb)
    elif verb.lemma_ in SERVING:
        yield from _as_what(verb)


def _says_role(head: Token) -> bool:
    """Whether the noun tells a role and not an opinion: `the best candidate`, `a friend`."""
    if not names_role(head) or names_kin(head) or head.lower_ in words("loose_role_nouns"):
        return False
    return not any(
        child.tag_ in ("JJS", "JJR") or child.lower_ in words("judgement_words")
        for child in head.lefts
        if child.dep_ == "amod"
    )


def _as_what(verb: Token) -> Iterator[Token]:
    for child in verb.rights:
        if child.lower_ == "as" and child.dep_ == "prep":
            yield from (grandchild for grandchild in child.rights if grandchild.dep_ == "pobj")


def _is_stated(verb: Token) -> bool:
    """Whether the clause says that it is so: no `not`, no `would`, no `if`, no `to become`."""
    for child in verb.lefts:
        if child.dep_ == "neg" or child.tag_ in ("MD", "TO") or child.lower_ in ("if", "whether", "unless", "never"):
            return False
    return not any(child.dep_ == "neg" for child in verb.rights)


def _subject(verb: Token, lemma: str) -> Token | None:
    """Whom the title is said of; for `Obama named Smith ambassador` the object."""
    if lemma in CHOOSING and verb.tag_ != "VBN":
        return next((child for child in verb.rights if child.dep_ == "dobj"), None)
    clause = verb
    for _ in range(3):  # `joined, rose and became`: verbs in a row share the first one's subject
        subject = next((child for child in clause.lefts if child.dep_ in SUBJECTS), None)
        if subject is not None:
            return clause.head if subject.tag_ == "WP" and clause.dep_ == "relcl" else subject
        if clause.dep_ == "acl" and lemma in CHOOSING:
            return clause.head
        if clause.dep_ != "conj":
            return None
        clause = clause.head
    return None
