"""Pages on disk: templates, the one stylesheet, links that hold wherever the folder is moved.

A reader never meets half a page: each is written beside its place and put there whole.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from etl.quality.script import SCRIPT, SCRIPT_SOURCE
from etl.quality.verdict import calendar_day, failures, moment
from etl.quality.view import draw, inline, markdown

TEMPLATES = Path(__file__).with_name("templates")
STYLE = "style.css"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"draw": draw, "markdown": markdown, "inline": inline}
    environment.filters |= {"moment": moment, "date": calendar_day, "failures": failures}
    environment.globals |= {"script": Markup(SCRIPT), "script_source": SCRIPT_SOURCE}
    return environment


def write(site: Path, page: str, template: str, **content: Any) -> None:
    """Write a page: `page` is its path below `site`, `root` in the template the way back to `site`."""
    html = _environment().get_template(template).render(root="../" * page.count("/"), **content)
    _put(site / page, html.encode())
    style = (TEMPLATES / STYLE).read_bytes()
    if not (site / STYLE).exists() or (site / STYLE).read_bytes() != style:
        _put(site / STYLE, style)


def _put(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(target)
