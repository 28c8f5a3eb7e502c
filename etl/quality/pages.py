"""Pages on disk: templates, the one stylesheet, links that hold wherever the folder is moved."""

import shutil
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from etl.quality.view import draw, inline, markdown

TEMPLATES = Path(__file__).with_name("templates")
STYLE = "style.css"


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"draw": draw, "markdown": markdown, "inline": inline}
    return environment


def write(site: Path, page: str, template: str, **content: Any) -> None:
    """Write a page: `page` is its path below `site`, `root` in the template the way back to `site`."""
    target = site / page
    target.parent.mkdir(parents=True, exist_ok=True)
    html = _environment().get_template(template).render(root="../" * page.count("/"), **content)
    target.write_text(html, encoding="utf-8")
    shutil.copyfile(TEMPLATES / STYLE, site / STYLE)
