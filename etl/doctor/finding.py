"""What a check found, and what to do."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """One line of the doctor.

    level: `error` where something does not work, `warning` where it soon may not, or works worse than it could.
    do: what mends it; empty where nothing needs to be done.
    """

    check: str
    level: Level
    says: str
    do: str = ""


def fine(check: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(check, "fine", says)


def warning(check: str, says: str, do: str) -> Finding:
    """It works, for now."""
    return Finding(check, "warning", says, do)


def error(check: str, says: str, do: str) -> Finding:
    """It does not work."""
    return Finding(check, "error", says, do)
