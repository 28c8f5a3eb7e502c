"""What is written about sources is true: every example is a valid entry, every field and outcome is explained."""

import re
from typing import get_args

import pytest
from conftest import ROOT

from etl.sources.entries import KINDS, read_entries
from etl.sources.journal import Outcome

PAGE = (ROOT / "docs/sources.md").read_text(encoding="utf-8")


def test_every_example_of_the_page_is_valid_and_every_kind_has_one(tmp_path):
    seen = set()
    for example in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL):
        (tmp_path / "sources.yml").write_text(example)
        seen |= {entry.kind for entry in read_entries(tmp_path / "sources.yml")}
    assert seen == set(KINDS)


def test_every_entry_that_is_commented_out_is_valid(tmp_path):
    text = (ROOT / "sources.yml").read_text(encoding="utf-8")
    head, entries = text.split("\n\n# - ", 1)
    shown = re.sub(r"^# ?", "  ", f"# - {entries}", flags=re.MULTILINE)
    (tmp_path / "sources.yml").write_text(f"{head}\n{shown}")
    assert {entry.kind for entry in read_entries(tmp_path / "sources.yml")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_explained(kind):
    missing = [name for name in KINDS[kind].model_fields if not re.search(rf"\b{name}\b[`:]", PAGE)]
    assert missing == []


def test_every_outcome_is_explained():
    assert [outcome for outcome in get_args(Outcome) if f"`{outcome}`" not in PAGE] == []
