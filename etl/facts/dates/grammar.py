"""The grammar of time expressions: which words make one, before anybody asks which day that is.

The rules stand in `lexicon/time_expressions.txt`; here are the fragments they are built from and the search for the
longest match. A rule is tried only in runs that hold a word it cannot do without.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from etl.facts import numbers
from etl.facts.dates.words import HALF_DAYS, MONTHS, SEASONS, WEEKDAYS, Run, dated, units
from etl.facts.lexicon import entries


class Expression(NamedTuple):
    """A time expression: the rule that found it, the parts it named and the characters it covers."""

    rule: str
    parts: dict[str, str]
    start_char: int
    core_char: int  # where it begins without its modifier
    end_char: int


class Rule(NamedTuple):
    """A rule of the grammar and the class of words that it needs."""

    name: str
    needs: str
    pattern: re.Pattern[str]


# Rules whose match does not change its meaning with `early`, `about` or `the end of` before it.
UNMODIFIED = frozenset(("bare_unit", "rate", "set", "adverb_set", "present_ref", "past_ref", "future_ref"))
MODIFIER = (
    "(?P<mod>(?:the )?(?:very )?(?:beginning|start|middle|end) of|(?:early|earlier|late|later) (?:in|on)"
    "|(?:the )?(?:early|mid|late)(?: -)?(?: (?:-|to|or)(?: -)? (?:mid|late)(?: -)?)?|earlier|later"
    "|about|around|approximately|roughly|some|nearly|almost|just over|more than"
    "|over(?! the | these | this | last | next | past )|at least|less than|fewer than"
    "|up to|no more than|not more than|at most|within)"
)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", " ")


@cache
def _fragments() -> dict[str, str]:
    number = f"(?:{_any(numbers.words())}|hundred|thousand|dozen)"
    tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    spoken_year = f"(?:eighteen|nineteen|twenty) (?:{tens})(?: - {number})?|the year two thousand"
    ordinal = f"(?:(?:twenty|thirty) - )?(?:{_any(word for word in numbers.ordinals() if '-' not in word)})"
    figure = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?(?: \d/\d)?"
    count = f"{figure}|(?:a )?{number}(?:(?: -)? {number})*(?: and a half)?"
    vague = "(?:a |the )?(?:few|couple(?: of)?)|several|many"
    unit = _any(units())
    return {
        "MONTH": f"(?P<month>{_any(MONTHS)})",
        "WEEKDAY": f"(?P<weekday>{_any(WEEKDAYS)})",
        "WEEKDAYS": _any(f"{name}s" for name in WEEKDAYS),
        "WEEKDAYNAME": _any(WEEKDAYS),
        "NAMED_DAY": f"(?:(?P<weekday>{_any(WEEKDAYS)})(?: ,)? )?",
        "DAY": rf"(?P<day>\d{{1,2}}(?:st|nd|rd|th)?|{ordinal})",
        "ORDINAL": ordinal,
        "YEAR": rf"(?P<year>1\d{{3}}|20\d\d|{spoken_year})",
        "SHORT_YEAR": rf"(?P<year>1\d{{3}}|20\d\d|'\d\d|{spoken_year})",
        "RELYEAR": "(?P<relyear>last|this|next|the (?:same|previous|following)) year",
        "REL": "last|next|this(?: past| coming)?|that|(?:the )?(?:past|previous|next|following|coming|upcoming|current"
        "|same|latest)",
        "PART": f"(?P<part>{_any(HALF_DAYS)})",
        "QUARTER": "(?P<q>first|second|third|fourth|1st|2nd|3rd|4th|final|latest)",
        "COUNT": count,
        "NTH": "(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last|final)",
        "VAGUE": vague,
        "AMOUNT": f"(?P<n>{count}|{vague}|an?|half an?)(?: (?:-|to|or) (?P<n2>{count}))?",
        "UNITWORD": unit,
        "UNIT": f"(?P<unit>{unit})(?P<plural>s)?",
        "ADJ": "(?:(?P<adj>more|additional|full|whole|consecutive|straight|trading|business|calendar|long|other) )?",
        "HOLIDAY": _any(re.sub(r"(?<=\w)'s?", lambda mark: f" {mark[0]}", name) for name in holiday_names()),
        "ZONE": "(?: (?P<zone>gmt|utc|z|est|edt|cst|cdt|pst|pdt|et|pt|cet|cest|bst|ist|eastern(?: time)?|local time))?",
        "CLOCK": r"(?P<clock>\d{1,2}(?:[:.]\d\d(?::\d\d)?)?) "
        r"(?P<half>a\.m\.|p\.m\.|o'clock|in the (?:morning|afternoon|evening)|at night)"
        r"|(?P<clock24>\d{1,2}:\d\d)(?::\d\d)?(?: hours)?|(?P<noon>noon|midday|midnight)",
    }


def holiday_names() -> Iterator[str]:
    """The names in the lexicon of holidays, lower case."""
    return (entry.split("\t")[0] for entry in entries("holidays"))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the lexicon in order of preference, compiled, each with an optional modifier before it."""
    made = []
    for entry in entries("time_expressions"):
        name, needs, source = entry.split("\t")
        source = re.sub(r"\((?!\?)", "(?:", source)
        for fragment, pattern in _fragments().items():
            source = source.replace(f"<{fragment}>", pattern)
        modifier = "" if name in UNMODIFIED else f"(?:{MODIFIER} )?"
        made.append(Rule(name, needs, re.compile(f"{modifier}(?:{source})(?= |$)")))
    return tuple(made)


@cache
def _classes() -> dict[str, frozenset[str]]:
    unit_words = frozenset(form for word in units() for form in (word, f"{word}s"))
    return {
        "month": frozenset(MONTHS),
        "weekday": frozenset(WEEKDAYS),
        "weekdays": frozenset(f"{name}s" for name in WEEKDAYS),
        "half_day": frozenset(HALF_DAYS),
        "season": frozenset(SEASONS),
        "unit": unit_words,
        "year": frozenset(("year", "nineteen", "eighteen", "twenty")),
        "century": frozenset(("century",)),
        "fiscal": frozenset(("fiscal", "fy")),
        "quarter": frozenset(("quarter",)),
        "half": frozenset(("half",)),
        "ago": frozenset(("ago",)),
        "offset": frozenset(("earlier", "before", "later", "after", "ahead", "afterward", "afterwards", "previously")),
        "relative_day": frozenset(("today", "yesterday", "tomorrow", "tonight", "overnight")),
        "clock": frozenset(("a.m.", "p.m.", "o'clock", "noon", "midday", "midnight", *HALF_DAYS)),
        "decade": frozenset(
            ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
        ),
        "holiday": frozenset(name.split()[0].split("'")[0] for name in holiday_names()),
        "adverb": frozenset(("daily", "nightly", "weekly", "monthly", "quarterly", "yearly", "annually", "hourly")),
        "ref": frozenset(
            (
                *("now", "currently", "current", "nowadays", "days", "present", "recently", "past"),
                *("time", "future", "term", "coming", "date", "recent"),
            )
        ),
    }


def find(run: Run) -> Iterator[Expression]:
    """The expressions in a run of words, from left to right, the longest at each place."""
    spelled, held = run.spelled, _held(run)
    tried = [rule for rule in rules() if rule.needs in held]
    starts, position = {}, 0
    for number, word in enumerate(run.words):
        starts[position] = number
        position += len(word.spelled) + 1
    position = 0
    while tried and 0 <= position < len(spelled):
        match, rule = _longest(tried, spelled, position)
        if match is None:
            position = spelled.find(" ", position) + 1 or -1
            continue
        ends = starts.get(match.end() + 1, len(run.words))
        parts = {name: part for name, part in match.groupdict().items() if part is not None}
        core = starts[match.end("mod") + 1] if parts.get("mod") else starts[position]
        edges = run.words[starts[position]].start_char, run.words[core].start_char, run.words[ends - 1].end_char
        yield Expression(rule, parts, *edges)
        position = match.end() + 1


def _longest(tried: list[Rule], spelled: str, position: int) -> tuple[re.Match[str] | None, str]:
    best, name = None, ""
    for rule in tried:
        match = rule.pattern.match(spelled, position)
        if match and (best is None or match.end() > best.end()):
            best, name = match, rule.name
    return best, name


def _held(run: Run) -> set[str]:
    """The classes of words in a run that a rule may need."""
    of_word = _classes_of_word()
    return {name for word in run.words for name in of_word.get(word.spelled) or dated(word.spelled)}


@cache
def _classes_of_word() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, members in _classes().items():
        for word in members:
            found.setdefault(word, set()).add(name)
    return found
