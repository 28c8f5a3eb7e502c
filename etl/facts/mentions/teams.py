"""Teams that go by the name of their city or county, in reports on sports: `Leeds beat York 2-0`, `Leeds 2 York 0`.

The model reads tables of results badly, and takes a team for its place. A nation's team is left the nation.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from spacy.tokens import Doc, Token

from etl.facts.lexicon import entries, words
from etl.facts.mentions.names import Name, is_given_name, placed, printed_words, span_name

ENOUGH = 3  # different words of sports, or lines of scores beside one such word, in a report on sports
WORD = r"[A-Z][\w'’&/-]*\.?"
NAME = rf"(?:\d\. )?{WORD}(?: (?:(?:of|de|la|da|do|van|der|und) )?{WORD}| 0\d(?= )){{0,5}}"
STANDING = re.compile(rf"(?m)^(?:\d\d?\.? +)?(?P<first>{NAME})(?= (?:[-.,/:\d]+ ){{2,}}[-.,/:\d]+ *$)")
SCORE = re.compile(rf"(?m)^(?P<first>{NAME}) \d{{1,3}} (?P<second>{NAME}) \d{{1,3}}(?: \([^()\n]*\))?\.?$")
FIXTURE = re.compile(rf"(?m)^(?P<first>{NAME}) (?:v|vs|VS|V)\.? (?P<second>{NAME})(?: \([^()\n]*\))?\.?$")
VISIT = re.compile(rf"(?m)^(?P<first>{NAME}) (?:AT|at) {NAME}(?: \([^()\n]*\))?\.?$")
LINES = (STANDING, SCORE, FIXTURE, VISIT)
LOWER_WORD = re.compile(r"[a-z-]+")
SCORED = re.compile(r"\d[\d-]*")
LOCATIVES = frozenset({"in", "near", "at", "around", "outside"})
TEAM_LABELS = frozenset({"GPE", "LOC", "FAC", "ORG", "PERSON"})  # what the model says of teams


def with_teams(doc: Doc, text: str, found: list[Name]) -> list[Name]:
    """The names, with the teams of a report on sports."""
    if not _is_on_sports(text):
        return found
    for name in found:
        _cut_score(doc, name)
    found = placed(found, list(_in_results(doc, text)))
    teams = _teams(doc, found)
    for name in found:
        if _spelled(name) in teams and not name.titles and (name.label == "ORG" or _is_elsewhere(doc, name)):
            name.label, name.is_team = "ORG", True
    return found


def _teams(doc: Doc, found: list[Name]) -> set[str]:
    """The names that tables of results show to be teams', and those that do what teams do."""
    people = {name.printed[-1] for name in found if name.label == "PERSON" and len(name.printed) > 1}
    return {
        _spelled(name)
        for name in found
        if name.is_team
        or (
            name.printed[-1] not in people
            and not name.titles
            and not _is_nation(name.printed)
            and _is_in_match(doc, name)
        )
    }


def _is_on_sports(text: str) -> bool:
    n_words = len(words("sports_words").intersection(LOWER_WORD.findall(text.lower())))
    return n_words >= ENOUGH or (n_words > 0 and sum(1 for _ in islice(SCORE.finditer(text), ENOUGH)) == ENOUGH)


def _cut_score(doc: Doc, name: Name) -> None:
    """`Leeds 2` and `Simms 38th` as the model marks them, without score and minute."""
    end = name.end
    while end - name.start > 1 and SCORED.match(doc[end - 1].text) and not doc[end - 1].text.startswith("0"):
        end -= 1
    if end < name.end:
        name.end, name.printed = end, printed_words(doc, name.start, end)


def _spelled(name: Name) -> str:
    return " ".join(name.printed).lower()


def _in_results(doc: Doc, text: str) -> Iterator[Name]:
    """The names in tables of standings, lists of scores and of fixtures; people and nations play as well."""
    taken_until = 0
    spans = sorted(span for pattern in LINES for match in pattern.finditer(text) for span in match.regs[1:])
    for start, end in spans:
        printed = text[start:end].split()
        if start < taken_until or printed[-1] in words("result_words") or printed[0] in words("result_words"):
            continue
        label = "PERSON" if _is_person(printed) else "GPE" if _is_nation(printed) else "ORG"
        if name := span_name(doc, start, end, label):
            name.is_team = label == "ORG"
            taken_until = end
            yield name


def _is_person(printed: list[str]) -> bool:
    return len(printed) > 1 and (len(printed[0].strip(".")) == 1 or is_given_name(printed[0]))


def _is_nation(printed: Sequence[str]) -> bool:
    name = " ".join(printed)
    return name in words("nations") or (name.isupper() and name.title() in words("nations"))


def _is_in_match(doc: Doc, name: Name) -> bool:
    """Whether a place's name does what teams do: `Leeds won`, `beat Leeds`, `Leeds striker`, `Leeds 2-0`."""
    last = doc[name.end - 1]
    if name.label not in TEAM_LABELS or (name.label == "PERSON" and len(name.printed) > 1):
        return False
    if name.label in ("GPE", "LOC", "FAC") and (_is_scored(doc, name) or _does_play(last)):
        return True
    if last.dep_ == "dobj":
        return _match_verbs().get(last.head.lemma_, False)
    if last.dep_ == "pobj" and name.label != "PERSON":
        return last.head.lower_ in ("against", "v")
    return last.dep_ == "compound" and last.head.lower_ in words("squad_nouns")


def _does_play(last: Token) -> bool:
    return last.dep_ == "nsubj" and last.head.lemma_ in _match_verbs()


def _is_scored(doc: Doc, name: Name) -> bool:
    """Whether a name opens a line or clause and a score follows: `Bath: Kent 214 for 6`."""
    opens = name.start == 0 or doc[name.start - 1].text[0] in "\n"
    return opens and name.end < len(doc) and bool(SCORED.fullmatch(doc[name.end].text))


@cache
def _match_verbs() -> dict[str, bool]:
    """Verbs of matches, and whether their object is a team as well."""
    return {line.removesuffix(" ="): line.endswith("=") for line in entries("match_verbs")}


def _is_elsewhere(doc: Doc, name: Name) -> bool:
    """Whether a name is not that of the place where something happens: `in Leeds`, `Leeds, England`."""
    if name.label not in TEAM_LABELS or (name.start and doc[name.start - 1].lower_ in LOCATIVES):
        return False
    return name.end + 1 >= len(doc) or doc[name.end].text != "," or doc[name.end + 1].ent_type_ != "GPE"
