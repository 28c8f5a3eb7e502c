"""The README is tested: its queries answer, its Python runs."""

import re
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("query", blocks("sql"))
def test_a_query_of_the_readme_answers(daily_run, query):
    with duckdb.connect(str(daily_run.current.resolve()), read_only=True) as published:
        assert published.execute(query).fetchall()


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    (code,) = blocks("python")
    body = "".join(
        f"<p>The council of Marlow voted on item {n} after a long debate about its budget.</p>" for n in range(9)
    )
    (tmp_path / "page.html").write_text(f"<html><body><article><h1>Vote</h1>{body}</article></body></html>")
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    exec(code, names)
    assert names["article"].n_words > 50
    assert [q.speaker for q in names["facts"]["quotations"]] == ["Ann Bell"]


def test_every_link_of_the_readme_leads_somewhere():
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", README) if not t.startswith("http")]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"make (\w+)", README)) - {"and"}
    rules = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert targets <= rules
