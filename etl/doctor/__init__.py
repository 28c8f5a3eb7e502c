"""Looks at everything that Nutgraf stands on, changes nothing, and says what to do for each.

A check is a function that yields findings. Its module is imported when it runs, so that a missing package breaks the
checks that need it and no others.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from etl.doctor.finding import Finding, error

# Without settings; then with them. Each as module and function.
BARE = ("installation:python", "installation:packages")
CHECKS = (
    "configuration:names",
    "configuration:sources",
    "configuration:alerts",
    "installation:model",
    "machine:memory",
    "machine:disk",
    "machine:permissions",
    "machine:secrets",
    "warehouse:extensions",
    "warehouse:lake",
    "warehouse:writer",
    "warehouse:published",
    "airflow_state:database",
    "airflow_state:services",
)


def examine(build_settings: Callable[[], Any]) -> Iterator[Finding]:
    """Run every check. `build_settings`: gives Settings, or raises what is wrong with them."""
    for name in BARE:
        yield from run(name)
    try:
        settings = build_settings()
    except ImportError as missing:
        yield error("settings", f"cannot be read: {missing}", "see `packages` above")
    except ValueError as wrong:  # pydantic's ValidationError is one
        yield error("settings", _in_one_line(wrong), "correct it in the environment or in .env")
    else:
        for name in CHECKS:
            yield from run(name, settings)
        return
    yield error("others", "the checks that need the settings were not made", "mend the above, then run this again")


def run(name: str, *given: Any) -> Iterator[Finding]:
    """One check. What it did not expect is a finding as well: the others must go on."""
    module, _, function = name.partition(":")
    try:
        yield from getattr(import_module(f"etl.doctor.{module}"), function)(*given)
    except Exception as unexpected:
        said = f"{type(unexpected).__name__}: {' '.join(str(unexpected).split())[:200]}"
        yield error(function, f"could not be checked: {said}", "mend what it names; if it names nothing, report it")


def _in_one_line(wrong: ValueError) -> str:
    if not hasattr(wrong, "errors"):
        return str(wrong)
    return "; ".join(f"{'.'.join(map(str, fault['loc']))} {fault['msg']}".strip() for fault in wrong.errors())
