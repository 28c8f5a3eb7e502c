"""Floors, history, the page and its plot; the run as a whole."""

import gzip
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from gold_rows import read, record, span

from benchmarks import evaluate, floors, history, plot, report
from benchmarks.calibration import Bin
from benchmarks.errors import LISTERS
from benchmarks.measures import Measure, figures, measures
from benchmarks.predictions import predict
from benchmarks.scoring import TASKS
from etl.facts.mentions import Mention


def figure(value):
    return {"figure": value}


def test_a_figure_below_its_floor_is_named():
    assert floors.fallen({"a": figure(0.5), "b": figure(0.7)}, {"a": 0.6, "b": 0.6, "c": 0.9}) == [
        "a: 0.5000 is below its floor 0.6000"
    ]


def test_raising_never_lowers_and_lowering_never_raises():
    held, found = {"up": 0.5, "down": 0.8}, {"up": figure(0.9), "down": figure(0.6), "new": figure(0.7)}
    assert floors.raised(found, held) == {"up": 0.89, "down": 0.8, "new": 0.69}
    assert floors.lowered(found, held) == {"up": 0.5, "down": 0.59}


def test_floors_are_kept(tmp_path):
    file = tmp_path / "floors.json"
    assert floors.read_floors(file) == {}
    floors.write_floors({"b": 0.2, "a": 0.1}, file)
    assert list(floors.read_floors(file).items()) == [("a", 0.1), ("b", 0.2)]


def test_a_version_measured_again_replaces_itself(tmp_path):
    versions = history.with_version([], "0.1", {"a": figure(0.5)})
    versions = history.with_version(versions, "0.2", {"a": figure(0.6)})
    versions = history.with_version(versions, "0.2", {"a": figure(0.7)})
    file = tmp_path / "quality.json"
    history.write_quality(versions, {}, {}, file)
    assert [(v["version"], v["figures"]["a"]["figure"]) for v in history.read_history(file)] == [
        ("0.1", 0.5),
        ("0.2", 0.7),
    ]


ROWS = [
    Measure(
        key="a", fact="dates", set="gum_news", name="value", path=["dates", "value"], measured=0.5, measured_by="R & D"
    ),
    Measure(key="b", fact="roles", set="roles_derived", name="recall", path=["roles", "recall"]),
]


def test_figures_are_found_by_their_path():
    scores = {"gum_news": {"dates": {"value": {"p": 0.4, "r": 0.6, "f1": 0.48}}}, "roles_derived": {"n_docs": 0}}
    assert figures(ROWS, scores) == {"a": {"p": 0.4, "r": 0.6, "figure": 0.48}}


def test_the_page_takes_the_table_between_its_marks(tmp_path):
    page = tmp_path / "quality.md"
    page.write_text(f"Before.\n\n{report.BEGIN}\nold\n{report.END}\n\nAfter.\n")
    report.write_page("0.1", ROWS, {"a": figure(0.48)}, {"roles": [Bin(0.9, 40, 0.93, 0.91)]}, page)
    text = page.read_text()
    assert "| dates | gum_news | value |  |  | 0.480 | **0.500 R & D** |  |" in text
    assert "| roles | 0.9–1.0 | 40 | 0.93 | 0.91 |" in text
    assert "old" not in text
    assert text.startswith("Before.")
    assert text.endswith("After.\n")
    page.write_text("no marks")
    with pytest.raises(ValueError, match="lacks the marks"):
        report.write_page("0.1", ROWS, {}, {}, page)


def test_the_plot_draws_every_version():
    versions = [{"version": v, "figures": {"a": figure(f)}} for v, f in (("0.1", 0.4), ("0.2", 0.48))]
    drawing = ElementTree.fromstring(plot.draw(ROWS, versions))
    names = [element.tag.rpartition("}")[2] for element in drawing.iter()]
    assert names.count("polyline") == 1
    titles = [element.text for element in drawing.iter() if element.tag.endswith("title")]
    assert titles == ["0.500 R & D", "0.480"]


def test_every_measure_is_one_that_is_scored():
    rows = measures()
    assert len({row.key for row in rows}) == len(rows)
    assert {row.fact for row in rows} == set(LISTERS)
    assert all(row.path[0] in TASKS[row.set] for row in rows)
    assert set(floors.read_floors()) <= {row.key for row in rows}
    assert all(row.measured_by for row in rows if row.measured is not None)


def test_the_page_shows_the_newest_figures():
    newest = history.read_history()[-1]
    text = report.PAGE.read_text(encoding="utf-8")
    assert "\n".join(report.markdown(measures(), newest["figures"])) in text
    assert plot.IMAGE.read_text(encoding="utf-8") == plot.draw(measures(), history.read_history())
    assert floors.fallen(newest["figures"], floors.read_floors()) == []
    assert all(f"`{row.set}`" in text for row in measures())


def run(gold: Path, monkeypatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["evaluate", str(gold), *options])
    return evaluate.main()


@pytest.fixture
def gold(tmp_path) -> Path:
    """A set of one record: one title right, one that is not there."""
    text = "Ada Diaz, the mayor of Lyon, met Bo Lee."
    pairs = [
        {"person": span(text, "Ada Diaz"), "role": span(text, "the mayor of Lyon")},
        {"person": span(text, "Bo Lee"), "role": span(text, "met")},
    ]
    folder = tmp_path / "roles_derived"
    folder.mkdir()
    with gzip.open(folder / "dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(record(text, {"pairs": pairs})))
    return tmp_path


def test_a_run_over_some_facts_prints_and_keeps_nothing(gold, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(evaluate, "write", lambda *_: pytest.fail("a partial run was kept"))
    monkeypatch.setattr(floors.read_floors, "__defaults__", (tmp_path / "none.json",))
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["roles", "roles_derived", "recall", "0.500"] in lines


def test_a_fallen_figure_fails_the_run(gold, monkeypatch, capsys, tmp_path):
    file = tmp_path / "floors.json"
    floors.write_floors({"roles.recall": 0.6}, file)
    monkeypatch.setattr(floors.read_floors, "__defaults__", (file,))
    monkeypatch.setattr(floors.write_floors, "__defaults__", (file,))
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors") == 1
    assert "roles.recall: 0.5000 is below its floor 0.6000" in capsys.readouterr().err
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors", "--raise-floors") == 1
    assert floors.read_floors(file)["roles.recall"] == 0.6
    assert run(gold, monkeypatch, "--facts", "roles", "--check-floors", "--lower-floors") == 0
    assert floors.read_floors(file)["roles.recall"] == 0.49


def test_the_list_of_errors(gold, monkeypatch, capsys, tmp_path):
    assert run(gold, monkeypatch, "--errors", "roles", "--keep", str(tmp_path / "kept")) == 0
    assert "missed: 1\n  Ada Diaz, the mayor of Lyon, »met Bo Lee«." in capsys.readouterr().out
    (row,) = (tmp_path / "kept" / "roles_derived.jsonl").read_text().splitlines()
    assert json.loads(row)["id"] == "r"


def test_mentions_are_read_from_the_product(gold):
    """The figures speak of what the product does: the same mentions as `read_article` gives."""
    text = "Ada Diaz met Bo Lee in Lyon."
    (row,) = predict({"conllpp": [record(text, {"entities": []})]})["conllpp"]
    assert row["entities"] == [[m.start_char, m.end_char, m.label] for m in read(text).of(Mention) if m.kind == "named"]
