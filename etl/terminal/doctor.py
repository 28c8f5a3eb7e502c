"""`nutgraf doctor`: one line for each check, and what to do."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from etl.doctor import examine
from etl.doctor.finding import Finding

MARKS = {"fine": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}


def doctor(build_settings: Callable[[], Any], *, as_json: bool) -> int:
    """Print the findings as they come; the exit code: 1 where something does not work."""
    findings = examine(build_settings)
    levels = [finding.level for finding in (_as_json(findings) if as_json else _shown(findings, Console()))]
    return 1 if "error" in levels else 0


def _as_json(findings: Iterable[Finding]) -> list[Finding]:
    found = list(findings)
    print(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=1))
    return found


def _shown(findings: Iterable[Finding], console: Console) -> list[Finding]:
    found = []
    for finding in findings:
        mark, colour = MARKS[finding.level]
        line = Text.assemble((mark, colour), f" {finding.check:<12} {finding.says}")
        console.print(line, soft_wrap=True, highlight=False)
        if finding.do:
            console.print(Text(f"  {'':<12} do: {finding.do}", style="bold"), soft_wrap=True, highlight=False)
        found.append(finding)
    errors, warnings = (sum(f.level == level for f in found) for level in ("error", "warning"))
    console.print(f"{len(found) - errors - warnings} fine, {warnings} to look at, {errors} wrong", highlight=False)
    return found
