"""What an outlet prints under every story is learned; what recurs without being furniture is not."""

import random
from datetime import timedelta

import pytest
from conftest import HOME, NOW, article

from etl import lake as warehouse
from etl.article import Article
from etl.boilerplate.learning import learn_from
from etl.cleaning import identity
from etl.lake import Lake
from etl.schema import to_arrow

OUTLET = "Harbor Herald"
SUBJECTS = (
    "the mayor, a fisherman, two divers, the port, a judge, the school board, a baker, nurses, the ferry line, miners"
)
VERBS = ("opened", "closed", "sold", "painted", "measured", "inherited", "repaired", "flooded", "counted", "rented")
THINGS = ("bridge", "mill", "harbor", "school", "orchard", "tunnel", "museum", "quarry", "canal", "library", "mine")
PLACES = ("Tarvik", "Olmstead", "Brenna", "Kelso", "Varde", "Lindby", "Norrum", "Ostby", "Halsen", "Fairlie", "Dunmore")


def story(seed: int, n_paragraphs: int = 4) -> list[str]:
    """Paragraphs that no other story has."""
    rnd = random.Random(seed)

    def clause() -> str:
        subject = rnd.choice(SUBJECTS.split(", "))
        year = rnd.randrange(1900, 2026)
        return f"{subject} {rnd.choice(VERBS)} the {rnd.choice(THINGS)} of {rnd.choice(PLACES)} in {year}"

    return [f"{clause()}, and {clause()} while {clause()}.".capitalize() for _ in range(n_paragraphs)]


def put(connection, bodies: list[list[str]], outlet: str = OUTLET, first: int = 0) -> None:
    """One article per body, received a day apart."""
    made = []
    for number, paragraphs in enumerate(bodies, first):
        body = "\n\n".join(paragraphs)
        made.append(
            article(
                body,
                article_id=f"{outlet}{number}",
                outlet=outlet,
                fetched_at=NOW + timedelta(days=number),
                body_hash=identity.body_hash(body),
            )
        )
    connection.register("made", to_arrow(made, Article))
    connection.execute("insert into lake.staging.articles by name select * from made")
    connection.unregister("made")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    home = tmp_path_factory.mktemp("lake")
    lake = Lake(f"ducklake:sqlite:{home}/catalog.sqlite", f"{home}/lake/", str(HOME / "extensions"))
    with warehouse.connect(lake) as made:
        warehouse.create_tables(made)
        yield made


@pytest.fixture
def connection(opened):
    """An empty warehouse: one for all tests, since making it takes longer than what is tested."""
    for table in ("articles", "boilerplate"):
        opened.execute(f"delete from lake.staging.{table}")
    return opened


def learned(connection, bodies: list[list[str]], outlet: str = OUTLET) -> list[str]:
    put(connection, bodies, outlet)
    learn_from(connection, [outlet], NOW)
    return in_force(connection)


def in_force(connection) -> list[str]:
    rows = connection.sql("select line from lake.staging.boilerplate where retired_at is null order by line")
    return [line for (line,) in rows.fetchall()]


DISCLAIMER = "The views expressed here are those of the author and not of the Harbor Herald."
PLEA = "If you like what you read, tell your neighbours about it."
NOTE = "Editor’s note: The harbor commission has paid for a page of the Saturday paper since 2019."
LABEL = "More from the waterfront"
BACKGROUND = "The strait has been closed to large ships since the collision of 2019, which killed eleven sailors."
SAYING = "“We will build this city again, stone by stone,” the mayor has said."
SHARED = story(999, 8)


def under(line: str, n: int, others: int = 0, at: int = 4) -> list[list[str]]:
    """Stories that carry a line before paragraph `at`, and others that do not."""
    carrying = [[*story(number)[:at], line, *story(number)[at:]] for number in range(n)]
    return carrying + [story(1000 + number) for number in range(others)]


LEARNED = [
    ("a disclaimer under many stories", under(DISCLAIMER, 6, 20), [DISCLAIMER]),
    ("a plea to the reader in the middle", under(PLEA, 6, 20, at=2), [PLEA]),
    ("a note of the editor", under(NOTE, 6, 20), [NOTE]),
    ("a label that is no sentence", under(LABEL, 6, 20), [LABEL]),
    ("a sentence at the end of nearly every story", under(BACKGROUND, 12, 3), [BACKGROUND]),
    ("two lines of one block", [[*story(n), PLEA, DISCLAIMER] for n in range(6)], [PLEA, DISCLAIMER]),
    (
        "case and punctuation do not count",
        [[*story(n), LABEL.upper() if n % 2 else LABEL + ":"] for n in range(9)],
        [LABEL.upper()],
    ),
]
KEPT = [
    ("four stories are too few", under(DISCLAIMER, 4)),
    ("one story in five editions, each with lines of its own", [[*SHARED, *story(n, 2)] for n in range(5)]),
    (
        "the story of an agency that speaks to the reader, in seven editions",
        [[*SHARED, PLEA, *story(n, 1)] for n in range(7)],
    ),
    ("five plain copies", [SHARED] * 5),
    ("a saying that is quoted again and again", under(SAYING, 12)),
    ("a background paragraph in the middle of half of the stories", under(BACKGROUND, 12, 10, at=2)),
    ("a background paragraph at the end of a third of the stories", under(BACKGROUND, 12, 24)),
    ("a plea under a fiftieth of the stories", under(PLEA, 5, 245)),
    ("a short sentence of news", under("Nobody was hurt.", 8, 12)),
    ("a line that the page has as furniture only", [story(n) for n in range(30)]),
]


@pytest.mark.parametrize(("why", "bodies", "lines"), LEARNED, ids=[why for why, *_ in LEARNED])
def test_learned(connection, why, bodies, lines):
    assert learned(connection, bodies) == sorted(lines)


@pytest.mark.parametrize(("why", "bodies"), KEPT, ids=[why for why, _ in KEPT])
def test_kept(connection, why, bodies):
    assert learned(connection, bodies) == []


def test_an_outlet_learns_from_its_own_articles(connection):
    put(connection, under(DISCLAIMER, 4))
    put(connection, under(DISCLAIMER, 4), "Tarvik Courier")
    learn_from(connection, [OUTLET, "Tarvik Courier"], NOW)
    assert in_force(connection) == []


def test_an_article_counts_once_however_many_versions_it_has(connection):
    bodies = [[*story(1), f"Update {number}.", PLEA] for number in range(6)]
    put(connection, bodies)
    connection.execute("update lake.staging.articles set article_id = 'one'")
    learn_from(connection, [OUTLET], NOW)
    assert in_force(connection) == []


def test_what_is_cut_stays_known_and_what_is_no_longer_printed_is_retired(connection):
    assert learned(connection, under(PLEA, 6)) == [PLEA]
    # From now on the line stands in `dropped`.
    connection.execute(
        "update lake.staging.articles set text = replace(text, ?, ''), dropped = [?]", ["\n\n" + PLEA, PLEA]
    )
    assert learn_from(connection, [OUTLET], NOW + timedelta(days=1)) == {"learned": 0, "retired": 0}
    assert in_force(connection) == [PLEA]
    connection.execute("update lake.staging.articles set dropped = []")
    assert learn_from(connection, [OUTLET], NOW + timedelta(days=2)) == {"learned": 0, "retired": 1}
    assert in_force(connection) == []
    row = connection.sql("select learned_at, retired_at, n_stories from lake.staging.boilerplate").fetchone()
    assert row == (NOW.replace(tzinfo=None), (NOW + timedelta(days=2)).replace(tzinfo=None), 6)


def test_learning_twice_changes_nothing(connection):
    learned(connection, under(DISCLAIMER, 6, 20))
    before = connection.sql("from lake.staging.boilerplate").fetchall()
    assert learn_from(connection, [OUTLET], NOW + timedelta(days=1)) == {"learned": 0, "retired": 0}
    assert connection.sql("from lake.staging.boilerplate").fetchall() == before
