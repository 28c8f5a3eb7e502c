"""Complements: the clause, phrase or sentence around it that a reporting verb takes as its content."""

from collections.abc import Callable

from spacy.tokens import Token

from etl.facts.quotations.extents import around, span_of, trimmed
from etl.facts.quotations.frames import Frame
from etl.facts.quotations.subjects import clause_head
from etl.schema import Span

COMPARISON = frozenset(["than", "like", "unlike"])
MAX_SETTING = 16  # tokens that tell where, since when and how it is said
MIN_GERUND = 2  # words behind it: `proposed closing the bridge`, not `kept talking`
TOPICAL = frozenset(["about", "of", "over"])  # what follows is what it is about, and `that` tells of it


def content(verb: Token, accepted: frozenset[str], speaker: Token | None) -> tuple[Frame, list[Span]]:
    """What the grammar says the verb reports: the frame that was found, and the characters of the content."""
    reported = _reported_clause(verb, accepted, speaker) if "clause" in accepted else None
    if reported is not None:
        return reported
    if not _is_finite(verb):
        return "none", []
    for frame, find in FINDERS:
        if frame in accepted and (found := find(verb)) is not None:
            return frame, span_of(found, verb, joined=True)
    for child in verb.rights:
        if child.dep_ in ("advcl", "ccomp") and is_to(child) and child.left_edge.lower_ in accepted:
            return "preposition", trimmed(child.doc, child.left_edge.i + 1, child.right_edge.i + 1)
        if child.dep_ == "prep" and child.lower_ in accepted and _has_object(child):
            end = max(c.right_edge.i + 1 for c in verb.rights if c.i >= child.i and c.dep_ in ("prep", "xcomp"))
            return "preposition", trimmed(child.doc, child.i + 1, end)
    return "none", []


def _reported_clause(verb: Token, accepted: frozenset[str], speaker: Token | None) -> tuple[Frame, list[Span]] | None:
    clause = clause_of(verb)
    if clause is not None:
        return "clause", span_of(clause, verb, joined="naming" in accepted)
    if any(child.dep_ in ("xcomp", "oprd") for child in verb.rights):
        return None
    if speaker is not None and _is_parenthetical(verb):
        return "parenthetical", around(clause_head(verb), verb)
    if speaker is not None and _is_set_off(verb, speaker):
        return "parenthetical", around(verb.head, verb, speaker)
    return None


def _has_object(preposition: Token) -> bool:
    """Whether something follows that can be said: `argued for a ban`, not `argued for hours`."""
    following = next(preposition.rights, None)
    return following is not None and following.ent_type_ not in ("DATE", "TIME")


def clause_of(verb: Token) -> Token | None:
    """The clause that is the verb's complement."""
    for child in (*verb.rights, *reversed(list(verb.lefts))):  # "…, she said it helps": the nearest, first behind it
        if (
            child.dep_ == "ccomp"
            and child.i != verb.i - 1
            and child.left_edge.nbor(-1 if child.i > verb.i else 0).text != ";"
        ):
            return child
    for child in verb.children:  # "told reporters it was over", with the clause hung on the listener
        if child.dep_ in ("dobj", "dative"):
            inner = next((c for c in child.rights if c.dep_ in ("ccomp", "acl") and has_subject(c)), None)
            if inner is not None:
                return inner
    return _clause_behind(verb)


def _clause_behind(verb: Token) -> Token | None:
    """`said from the start that …`, `says in a statement that …`: the parser hangs the clause on the noun."""
    for token in verb.doc[verb.i + 1 : min(verb.right_edge.i, verb.i + MAX_SETTING)]:
        if (token.pos_ in ("VERB", "AUX") and token.dep_ != "prep") or token.lower_ in TOPICAL:
            return None
        if token.lower_ == "that" and (token.tag_ == "IN" or token.dep_ in ("mark", "advmod")):
            clause, holder = token.head, token.head.head
            return clause if clause.i > token.i and (holder == verb or holder.dep_ == "pobj") else None
    return None


def has_subject(verb: Token) -> bool:
    """Whether the verb has a subject of its own."""
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def is_to(verb: Token) -> bool:
    """Whether the verb is an infinitive with `to`."""
    return any(child.tag_ == "TO" for child in verb.lefts)


def _is_finite(verb: Token) -> bool:
    """Whether the verb tells of something: not `before criticizing`, `continued supporting`; `…, criticizing`,
    `a statement criticizing` and `answered by criticizing` do.
    """
    if verb.dep_ == "conj" and verb.tag_ == "VBG" == verb.head.tag_:
        verb = verb.head  # "calling him a fool and accusing him of lies"
    if verb.tag_ in ("VBG", "VBN") and not any(child.dep_ in ("aux", "auxpass") for child in verb.lefts):
        comma = verb.i > 0 and verb.nbor(-1).text == ","
        means = verb.dep_ == "pcomp" and verb.head.lower_ == "by"
        return (
            verb.tag_ == "VBG"
            and (means or verb.dep_ in ("advcl", "conj") or (not comma and verb.dep_ == "acl"))
            and not any(c.dep_ == "mark" for c in verb.lefts)
        )
    return True


def _is_parenthetical(verb: Token) -> bool:
    """`X, Smith said, Y`; `as Smith put it`; not `more than Smith said`, `similar to what Smith said`."""
    marks = {child.lower_ for child in verb.lefts if child.dep_ in ("mark", "advmod", "dobj", "prep")}
    if verb.dep_ == "parataxis":
        return not marks & COMPARISON
    if verb.dep_ == "advcl":
        whole = {child.dep_ for child in verb.children}
        return "as" in marks and "nsubj" in whole and not whole & {"dobj", "ccomp", "xcomp"}
    return False


def _is_set_off(verb: Token, speaker: Token) -> bool:
    """`…, Smith told reporters`, `On Friday, Smith told reporters, …`: the parser takes the report for a clause among
    others; the comma before its subject sets it off.
    """
    start = speaker.left_edge.i
    if verb.head == verb or speaker.head != verb or start == 0 or verb.doc[start - 1].text != ",":
        return False
    if verb.dep_ == "conj":
        return verb.head.i < start and not any(c.dep_ == "cc" and c.i > start - 3 for c in verb.head.rights)
    after = verb.right_edge.i + 1
    return verb.dep_ == "ccomp" and after < len(verb.doc) and verb.doc[after].text == "," and verb.head.i > after


def infinitive(verb: Token) -> Token | None:
    """`wants | to leave`."""
    for child in verb.rights:
        if child.dep_ in ("xcomp", "ccomp") and is_to(child):
            return child
    return None


def direct_object(verb: Token) -> Token | None:
    """The object, unless it is a relative or a question word."""
    return next((child for child in verb.rights if child.dep_ == "dobj" and child.tag_ not in ("WP", "WDT")), None)


def _gerund(verb: Token) -> Token | None:
    """`proposed | barring ships from the harbour`, `denied | taking the money`."""
    for child in verb.rights:
        if child.tag_ == "VBG" and child.dep_ in ("xcomp", "ccomp") and child.right_edge.i - child.i >= MIN_GERUND:
            return child
    return None


def _naming(verb: Token) -> Token | None:
    """The complement of `call it a failure`, `describe her as brave`; the object is taken along by `span_of`."""
    for child in verb.rights:
        complement = child.dep_ in ("oprd", "ccomp", "xcomp") and not is_to(child)
        if complement or (child.dep_ == "prep" and child.lower_ == "as"):
            return child
        if child.dep_ == "dobj" and any(_is_bare_apposition(c) for c in child.rights):
            return child  # "called the plan “a failure”", which the parser reads as an apposition
    return None


def _is_bare_apposition(token: Token) -> bool:
    return token.dep_ == "appos" and token.left_edge.nbor(-1).text != ","


FINDERS: tuple[tuple[Frame, Callable[[Token], Token | None]], ...] = (
    ("infinitive", infinitive),
    ("naming", _naming),
    ("object", direct_object),
    ("object", _gerund),
)
