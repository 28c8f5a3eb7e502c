"""Settings, sources, alerts: what people write."""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values

from etl.doctor.finding import Finding, error, fine, warning
from etl.settings import ROOT, Settings
from etl.sources.entries import SourcesError, enabled
from etl.sources.web import WebEntry

PREFIX = Settings.model_config["env_prefix"]


def names(settings: Settings) -> Iterator[Finding]:
    """Are there `NUTGRAF_…` names that no setting has? They are passed over in silence, so a typo goes unnoticed."""
    file = Path(str(settings.model_config["env_file"]))
    written = {**dict.fromkeys(os.environ, "the environment"), **dict.fromkeys(dotenv_values(file), str(file))}
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | _of_compose()
    unknown = sorted(name for name in written if name.upper().startswith(PREFIX) and name.upper() not in known)
    for name in unknown:
        close = get_close_matches(name.upper(), known, n=1)
        meant = f"did you mean {close[0]}?" if close else "see etl/settings.py for the names"
        yield warning("settings", f"{name} in {written[name]} is no setting", meant)
    if not unknown:
        chosen = sorted(name for name in known if name in {one.upper() for one in written})
        yield fine("settings", f"{', '.join(chosen)} set" if chosen else "all defaults")


def _of_compose() -> set[str]:
    """Names that only docker-compose.yml reads, from the same .env."""
    file = ROOT / "docker-compose.yml"
    written = file.read_text(encoding="utf-8") if file.exists() else ""
    return set(re.findall(rf"\$\{{({PREFIX}\w+)", written))


def sources(settings: Settings) -> Iterator[Finding]:
    """Is sources.yml valid, does it read anything, and can site owners reach whoever reads?"""
    try:
        entries = enabled(settings.sources)
    except SourcesError as wrong:
        for line in str(wrong).splitlines():
            yield error("sources", line, f"correct it in {settings.sources}, then `nutgraf sources list`")
        return
    if not entries:
        yield warning("sources", f"{settings.sources} has no entry that is on", "nutgraf sources add https://…")
        return
    yield fine("sources", f"{len(entries)} on, in {settings.sources}; `nutgraf sources check` asks each")
    if not settings.contact and any(isinstance(entry, WebEntry) for entry in entries):
        yield warning(
            "contact", "sites are read without an address at which their owners reach you", "set NUTGRAF_CONTACT"
        )


def alerts(settings: Settings) -> Iterator[Finding]:
    """Who is told of failures? Whether the addresses are understood is checked with the settings."""
    if targets := settings.targets:
        yield fine("alerts", f"to {', '.join(target.label for target in targets)}")
    else:
        yield fine("alerts", "nobody is told of failures; NUTGRAF_ALERTS names who")
