"""Python, its packages, the model."""

import platform
import re
import time
from collections.abc import Iterator
from importlib.metadata import distributions, metadata
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from etl.doctor.finding import Finding, error, fine, warning

if TYPE_CHECKING:
    from etl.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-server.lock", "requirements-dev.lock")
SET_UP_ANEW = "rm -f .venv/.ready*; make setup (or `make test`, for development)"


def python() -> Iterator[Finding]:
    """Is it a version that the packages are locked for?"""
    wanted, running = metadata("nutgraf")["Requires-Python"], platform.python_version()
    if SpecifierSet(wanted).contains(running):
        yield fine("python", running)
    else:
        yield error("python", f"{running}, but Nutgraf needs {wanted}", "install one; rm -rf .venv; make setup")


def packages(root: Path = ROOT) -> Iterator[Finding]:
    """Do the installed packages match the lock file that fits best: base, server or development?"""
    locks = [root / name for name in LOCKS if (root / name).exists()]
    if not locks:
        yield warning("packages", f"no lock file in {root} to compare with", "install from a checkout of the sources")
        return
    installed: dict[str, str] = {canonicalize_name(d.metadata["Name"]): d.version for d in distributions()}
    differing = {lock.name: _differences(lock, installed) for lock in locks}
    best = min(differing, key=lambda name: len(differing[name]))
    if differences := differing[best]:
        more = f" and {len(differences) - 3} more" if len(differences) > 3 else ""
        yield error("packages", f"not as in {best}: {'; '.join(differences[:3])}{more}", SET_UP_ANEW)
    else:
        yield fine("packages", f"as in {best}")


def _differences(lock: Path, installed: dict[str, str]) -> list[str]:
    found = []
    for name, version in _pinned(lock).items():
        if (there := installed.get(canonicalize_name(name))) is None:
            found.append(f"{name} is missing")
        elif there != version:
            found.append(f"{name} is {there}, not {version}")
    return found


def _pinned(lock: Path) -> dict[str, str]:
    """Package → version, of this Python and machine."""
    pinned = {}
    for line in re.findall(r"(?m)^([\w.-]+(?:\[[^]]*\])?==[^\\\n]+)", lock.read_text(encoding="utf-8")):
        try:
            requirement = Requirement(line.strip())
        except InvalidRequirement:
            continue  # a lock that is being written
        if requirement.marker is None or requirement.marker.evaluate():
            pinned[requirement.name] = next(iter(requirement.specifier)).version
    return pinned


def model(settings: "Settings") -> Iterator[Finding]:
    """Does the spaCy model load, and does it find what the extractors read?"""
    from etl.nlp import load  # noqa: PLC0415  a broken spaCy is this check's finding

    name, began = settings.spacy_model, time.monotonic()
    try:
        pipeline = load(name)
    except (ImportError, OSError, ValueError) as why:
        said = " ".join(str(why).split())[:200]
        yield error("model", f"{name} does not load: {said}", f"{SET_UP_ANEW}, or another NUTGRAF_SPACY_MODEL")
        return
    lacks = [part for part in ("tagger", "parser", "ner", "lemmatizer") if part not in pipeline.pipe_names]
    if lacks:
        yield error("model", f"{name} has no {', '.join(lacks)}", "choose a full English model as NUTGRAF_SPACY_MODEL")
    else:
        yield fine("model", f"{name} {pipeline.meta['version']}, loaded in {time.monotonic() - began:.1f} s")
