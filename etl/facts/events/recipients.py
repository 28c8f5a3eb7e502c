"""Recipients: whom an event is done to, among the objects of the word that names it."""

from spacy.tokens import Token

from etl.facts.lexicon import words

NO_RECIPIENT = frozenset(
    {"off", "in", "after", "before", "during", "by", "under", "since", "as", "near", "until", "despite"}
)
ACTING = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC"})
PHRASE = 8  # tokens before a head looked through for a name that describes it
MEASURES = frozenset({"MONEY", "QUANTITY", "PERCENT", "CARDINAL"})
TIME_NOUNS = frozenset({"time", "present", "moment", "past", "future", "day", "week", "month", "year", "hour", "night"})


def recipient_of(objects: tuple[Token, ...]) -> Token | None:
    """Whom the event is done to: the first object that is, or is described by, a name; else the direct object."""
    candidates = [token for token in objects if _preposition(token) not in NO_RECIPIENT and not _is_measure(token)]
    named = (token for token in candidates if token.ent_type_ in ACTING)
    described = (token for token in candidates if names_actor(token))
    return next(named, None) or next(described, None) or next(iter(candidates), None)


def _is_measure(token: Token) -> bool:
    """`fell to $5.61`, `for the third time`: an amount or a time, and nobody."""
    amount = token.ent_type_ in MEASURES and (token.dep_ == "pobj" or token.ent_type_ == "MONEY")
    return amount or token.lemma_.lower() in TIME_NOUNS


def _preposition(token: Token) -> str | None:
    return token.head.lower_ if token.dep_ == "pobj" else None


def names_actor(token: Token) -> bool:
    """Whether a phrase is, or is described by, such a name (`the Turkish government`), or stands for people."""
    lemma = token.lemma_.lower()
    if token.pos_ == "PRON" or lemma in words("people_nouns") or lemma in words("officials"):
        return True
    before = token.doc[max(token.left_edge.i, token.i - PHRASE) : token.i]  # also `a Karen guerrilla camp`
    return is_acting(token) or any(is_acting(part) for part in before)


def is_acting(token: Token) -> bool:
    """Whether a token belongs to the name of somebody or something that acts: a person, body, state or people."""
    return token.ent_type_ in ACTING
