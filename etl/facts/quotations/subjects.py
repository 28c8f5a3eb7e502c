"""Who does what a verb says: its subject, the agent of a passive, or the subject it shares with another verb."""

from spacy.tokens import Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
NOMINAL = ("NOUN", "PROPN", "PRON")
SHARING = ("conj", "xcomp", "advcl", "pcomp", "ccomp", "prep", "dep", "aux")
MAX_CLIMB = 6
MADE_UP = {"retweete": "retweet", "extoll": "extol"}

Subject = tuple[Token | None, Token | None]


def subject(verb: Token) -> Subject:
    """Head of the phrase that speaks, and the relative pronoun that stands for it beside the verb, if one does."""
    current: Token | None = verb
    for _ in range(MAX_CLIMB):
        if current is None:
            break
        found = _expressed(current, inherited=current != verb)
        if found is not None:
            return found
        current = _governor(current)
    return None, None


def _expressed(verb: Token, inherited: bool) -> Subject | None:
    """The subject that stands with the verb itself; None where the verb shares that of another."""
    own = next((child for child in verb.children if child.dep_ in SUBJECTS), None)
    by = agent(verb)
    if own is None:
        if by is None and _is_noun_saying(verb):
            return verb.head, None
        is_passive = by is not None or (not inherited and _is_bare_participle(verb))
        return (by, None) if is_passive else None
    if own.dep_ == "nsubjpass":
        return (own if inherited and by is None else by), None  # "was asked again and said"
    if own.dep_ in ("csubj", "csubjpass", "expl"):
        return None, None
    if own.tag_ in ("WP", "WDT") or (own.lower_ == "that" and verb.dep_ == "relcl"):
        return (verb.head if verb.dep_ == "relcl" else None), own
    return own, None


def _is_bare_participle(verb: Token) -> bool:
    """`Asked whether he would go, Smith said …`: the question was put to him."""
    return verb.tag_ == "VBN" and verb.dep_ in ("advcl", "acl") and not any(c.dep_ == "aux" for c in verb.lefts)


def _governor(verb: Token) -> Token | None:
    """The verb whose subject a verb without one shares: by coordination, as a participle or an infinitive."""
    head = verb.head
    if verb.dep_ == "acl" and head.pos_ in NOMINAL:
        return clause_head(verb) if verb.tag_ == "VBG" else None  # "defeated Smith, saying …"
    if head.pos_ in ("ADP", "SCONJ"):
        head = head.head
    shares = head != verb and verb.dep_ in SHARING and head.pos_ in ("VERB", "AUX")
    return head if shares else None


def _is_noun_saying(verb: Token) -> bool:
    """`a statement saying …`: no comma between, so the noun itself says it; unless somebody `issued a statement`."""
    bare = verb.dep_ == "acl" and verb.tag_ == "VBG" and verb.i > 0 and verb.nbor(-1).text != ","
    return bare and verb.head.dep_ != "dobj"


def beside(verb: Token, barred: set[int]) -> Token | None:
    """The noun or pronoun that stands next to the verb, before or after it, where the parse gives no subject."""
    token = verb
    while token.i > 0 and token.nbor(-1).pos_ in ("ADV", "AUX"):
        token = token.nbor(-1)
    before = token.nbor(-1) if token.i > 0 else None
    if before is not None and before.text == "," and before.i > 0:
        before = before.nbor(-1) if before.nbor(-1).pos_ == "PROPN" else None  # "her aide, Ada Smith, said"
    if before is not None and before.pos_ in NOMINAL and before.i not in barred:
        return before
    for token in verb.doc[verb.i + 1 : verb.i + 7]:
        if token.is_punct or token.i in barred or token.pos_ in ("VERB", "AUX", "ADP", "SCONJ"):
            return None
        if token.pos_ in NOMINAL and token.dep_ not in ("compound", "poss", "nmod", "npadvmod"):
            return token
    return None


def agent(verb: Token) -> Token | None:
    """Who does it, of a verb in the passive: `was accused by Smith`."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((grandchild for grandchild in child.children if grandchild.dep_ == "pobj"), None)
    return None


def clause_head(token: Token) -> Token:
    """The verb (or head of a verbless sentence) of the clause that holds the token."""
    head = token.head
    while head.head != head and head.pos_ not in ("VERB", "AUX"):
        head = head.head
    return head


def lemma(token: Token) -> str:
    """Dictionary form; the model reads `hoping` as a form of `hop`, and makes up `retweete` and `extoll`."""
    if token.lemma_ == "hop" and "pp" not in token.lower_:
        return "hope"
    return MADE_UP.get(token.lemma_, token.lemma_.lower())
