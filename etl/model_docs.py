"""The models' own page: what each is, its columns, its SQL, what it is made of. dbt makes it, in one file."""

import hashlib
import os
import re
from importlib.metadata import version
from pathlib import Path

from etl.build import PROJECT, dbt
from etl.lake import Lake

PAGE = "models/index.html"
# dbt's page can report its readers to dbt Labs, and names icons that are not there. It may load nothing at all.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)
_ICON = re.compile(r'<link rel="shortcut icon"[^>]*>')


class ModelDocsError(Exception):
    """dbt could not write the page; the message says why."""


def write_model_docs(lake: Lake, home: Path, site: Path) -> Path:
    """Write `models/index.html` below `site` from the models and the tables that they made; its path.

    It reads the lake only, so that it holds up nobody, and does nothing while the page is that of the same models.
    home: where dbt may write its target and logs. Raises ModelDocsError; a page that stands there stays.
    """
    file, mark = site / PAGE, _mark()
    if file.exists() and file.open(encoding="utf-8").readline().rstrip() == mark:
        return file
    result = dbt(lake, home, "docs", "docs", "generate", "--static")  # not `target`: the next run may be building
    if not result.success:
        raise ModelDocsError(f"dbt docs failed: {result.exception or 'see dbt.log'}")
    page = (home / "dbt/docs/static_index.html").read_text(encoding="utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_text(f"{mark}\n{alone(page)}", encoding="utf-8")
    unfinished.replace(file)
    return file


def _mark() -> str:
    """The page's first line: which models, in which words, it was made of."""
    digest = hashlib.sha256(version("dbt-core").encode())
    for file in sorted(path for path in PROJECT.rglob("*") if path.suffix in (".sql", ".yml", ".md", ".csv")):
        digest.update(f"{file.relative_to(PROJECT)}\0".encode() + file.read_bytes())
    return f"<!doctype html><!-- models {digest.hexdigest()} -->"


def alone(page: str) -> str:
    """dbt's page so that it asks for nothing but itself. Raises ModelDocsError where dbt writes it otherwise."""
    if "<head>" not in page:
        raise ModelDocsError("dbt's page has no head to put a policy into")
    page = _ICON.sub("", page.replace("<!doctype html>", "", 1).replace("<head>", f"<head>{POLICY}", 1), count=1)
    # An icon's address would be asked for before the script has filled it in.
    return page.replace('<use xlink:href="{{', '<use xlink:href="" ng-attr-xlink:href="{{')
