"""Which nouns say what somebody is."""

from spacy.tokens import Token

from etl.facts.lexicon import words
from etl.facts.mentions.names import plain

NOUN_TAGS = frozenset({"NN", "NNP", "JJ", "NNPS", "FW"})
ENDINGS = ("ologist", "woman", "person")


def names_role(token: Token) -> bool:
    """Whether a token is a singular noun for an office, rank, occupation or the like; kin terms are none."""
    if token.tag_ not in NOUN_TAGS or (names_kin(token) and token.is_lower):  # `Father Ralph`, but `his father Ralph`
        return False
    word = plain(token.text)
    return word in words("role_nouns") or word in words("titles") or word.endswith(ENDINGS)


def names_kin(token: Token) -> bool:
    """Whether a token is a word for a family relation."""
    return token.lower_ in words("kin_terms")
