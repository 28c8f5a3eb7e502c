"""An article that is twice as long costs twice as much, whatever it is made of: nothing is quadratic in its length."""

import random
from collections.abc import Callable
from datetime import date

import pytest
from conftest import growth

from etl import nlp
from etl.extraction import bare_article, extract, read_article
from etl.facts.quotations import Quotation

SMALL, LARGE = 500, 4_000  # words
TOLERATED = 14  # times the CPU, for 8 times the words; what is quadratic takes 64 times
SYLLABLES = ["ka", "ro", "mi", "ta", "le", "no", "ve", "sa", "du", "ri", "po", "be"]
GIVEN = ["Ann", "Bob", "Carla", "David", "Emma", "Frank", "Grace", "Henry", "Irene", "John", "Karen", "Liam"]
PLACES = [
    "Paris",
    "London",
    "Cairo",
    "Kabul",
    "Geneva",
    "Lima",
    "Oslo",
    "Springfield",
    "Tripoli",
    "Ohio",
    "Texas",
    "Georgia",
]


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=3))


def person(chance: random.Random) -> str:
    return f"{chance.choice(GIVEN)} {word(chance).title()}"


def report(chance: random.Random) -> str:
    """One sentence of news."""
    who, whom, body = person(chance), person(chance), f"{word(chance).title()} Bank"
    place, n = chance.choice(PLACES), chance.randint(2, 900)
    return chance.choice(
        [
            f"{who}, the director of {body}, met {whom} in {place} on Tuesday to discuss {n} new contracts.",
            f"“We will not sign it before May,” said {who}, who has led {body} since 1999.",
            f"{whom} said that {body} had lost ${n} million in the quarter, up {n} percent from a year earlier.",
            f"He accused {body} of hiding {n} tons of waste near {place}, and threatened to sue it next month.",
        ]
    )


def quoted(chance: random.Random) -> str:
    return f"“We {word(chance)} it,” {chance.choice(('she', 'he', person(chance)))} said."


def figures(chance: random.Random) -> str:
    low, high = sorted(chance.sample(range(1, 999), 2))
    return f"{low} {low}-{high} {high / 7:.2f} percent, ${low},{high} million 3/{low % 28 + 1}/2021"


def dates(chance: random.Random) -> str:
    return chance.choice(["Monday,", "last Tuesday,", "in March,", "on 3 May 2021,", "from May to June,", "in 2019,"])


SHAPES: dict[str, tuple[Callable[[random.Random], str], str]] = {
    "one giant paragraph": (report, " "),
    "many short paragraphs": (report, "\n\n"),
    "one endless sentence": (lambda c: f"{person(c)} said {c.randint(2, 99)} troops left {c.choice(PLACES)}", ", and "),
    "all quotations": (quoted, " "),
    "all numbers": (figures, " "),
    "a list of names": (person, ", "),
    "a list of places": (lambda c: f"{c.choice(PLACES)}, {c.choice(PLACES)}", "; "),
    "a list of dates": (dates, " "),
}


def text(shape: str, n_words: int) -> str:
    write, joint = SHAPES[shape]
    chance, parts, n = random.Random(1), [], 0
    while n < n_words:
        parts.append(write(chance))
        n += len(parts[-1].split())
    return joint.join(parts) + "."


@pytest.mark.parametrize("shape", SHAPES)
def test_facts_are_read_in_linear_time(shape):
    articles = [bare_article(text(shape, n), date(2026, 3, 2)) for n in (SMALL, LARGE)]
    small, large = zip(articles, nlp.parse(article.text for article in articles), strict=True)
    assert growth(lambda given: read_article(*given), small, large) < TOLERATED


def test_an_article_is_parsed_and_read_in_linear_time():
    small, large = (text("one giant paragraph", n) for n in (SMALL, LARGE))
    assert growth(lambda given: extract(given, date(2026, 3, 2)), small, large) < TOLERATED


@pytest.mark.parametrize("joint", ["\n\n", " "])
def test_a_long_text_is_parsed_in_pieces(joint):
    told = joint.join(f"Ann Bell of Oslo met {n} dr. Voss, and he left." for n in range(nlp.PIECE // 40))
    whole = nlp.load()(told)
    (doc,) = nlp.parse([told])
    assert doc.text == told
    assert [token.idx for token in doc] == [token.idx for token in whole]
    starts = [{token.i for token in of if token.is_sent_start} for of in (doc, whole)]
    assert len(starts[0] ^ starts[1]) < 0.01 * len(starts[1])


def test_short_and_long_texts_come_back_in_order():
    texts = ["Ann left.", "Ann met Bo. " * (nlp.PIECE // 11), "", "Bo left.", "word" * nlp.PIECE]
    assert [doc.text for doc in nlp.parse(texts)] == texts


def test_an_endless_list_is_cut_into_sentences():
    (doc,) = nlp.parse([text("a list of names", 3_000)])
    assert max(len(sentence) for sentence in doc.sents) <= nlp.LONGEST_SENTENCE + 10


def test_a_long_sentence_stays_whole():
    told = "that " + " and that ".join(f"{n} people had come from the coast" for n in range(20, 40))
    article = bare_article(f"Ann Bell said {told}.", None)
    (doc,) = nlp.parse([article.text])
    reading = read_article(article, doc)
    assert len(reading.sentences) == 1
    assert [q.speaker for q in reading.of(Quotation)] == ["Ann Bell"]
