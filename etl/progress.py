"""How far a stage has come: lines in Airflow's log, the status line of `nutgraf run`."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOGGER = logging.getLogger("nutgraf.progress")


def report(message: str, batches: int | None = None) -> None:
    """Say how far a stage has come. `batches`: how many the stages to come will read, once that is known."""
    LOGGER.info(message, extra={"batches": batches})


class _Listener(logging.Handler):
    def __init__(self, tell: Callable[[str, int | None], None]) -> None:
        super().__init__(logging.INFO)
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self.tell(record.getMessage(), getattr(record, "batches", None))


@contextmanager
def heard_by(tell: Callable[[str, int | None], None]) -> Iterator[None]:
    """Call `tell` with each message, and the number of batches where it has one, while the block runs."""
    listener, level = _Listener(tell), LOGGER.level
    LOGGER.addHandler(listener)
    LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        LOGGER.removeHandler(listener)
        LOGGER.setLevel(level)
