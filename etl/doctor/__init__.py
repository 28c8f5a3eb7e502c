"""Looks at everything that Nutgraf stands on, mends nothing, and says what to do for each.

A check is a function that yields findings. Its module is imported when it runs, so that a missing package breaks the
checks that need it and no others.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

from pydantic import ValidationError

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


def examine(build_settings: Callable[..., Any]) -> Iterator[Finding]:
    """Run every check. `build_settings`: gives Settings, or raises what is wrong with them; fields may be given."""
    for name in BARE:
        yield from run(name)
    settings = None
    try:
        settings = build_settings()
    except ImportError as missing:
        yield error("settings", f"cannot be read: {missing}", "see `packages`")
    except ValidationError as wrong:
        yield from _faults(wrong)
        with suppress(ValidationError):  # go on as if the wrong ones were not set
            settings = build_settings(**_defaults(wrong))
    if settings is None:
        yield error("others", "the checks that need the settings were not made", "mend the above, then run this again")
        return
    for name in CHECKS:
        yield from run(name, settings)


def run(name: str, *given: Any) -> Iterator[Finding]:
    """One check. What it did not expect is a finding as well: the others must go on."""
    module, _, function = name.partition(":")
    try:
        yield from getattr(import_module(f"etl.doctor.{module}"), function)(*given)
    except Exception as unexpected:
        said = f"{type(unexpected).__name__}: {' '.join(str(unexpected).split())[:200]}"
        yield error(function, f"could not be checked: {said}", "mend what it names; if it names nothing, report it")


def _faults(wrong: ValidationError) -> Iterator[Finding]:
    for fault in wrong.errors():
        name = f"NUTGRAF_{'.'.join(map(str, fault['loc'])).upper()} " if fault["loc"] else ""
        yield error("settings", f"{name}{fault['msg']}", "correct it in the environment or in .env")


def _defaults(wrong: ValidationError) -> dict[str, Any]:
    fields = import_module("etl.settings").Settings.model_fields
    return {str(fault["loc"][0]): fields[str(fault["loc"][0])].default for fault in wrong.errors() if fault["loc"]}
