"""Writers take turns: the second waits, is told of whom, and gets its turn when the first is gone, also by a kill."""

import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT

from etl import lake as warehouse

HOLDER = """
import sys, time
from pathlib import Path
from etl.lake.turns import locked
with locked(Path(sys.argv[1]), "the warehouse"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(lake):
    file = lake.catalog.removeprefix(warehouse.attaching.SQLITE).replace(".sqlite", ".lock")
    process = subprocess.Popen([sys.executable, "-c", HOLDER, file], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_writer_is_told_who_the_first_is(lake, holder):
    told = rf"the warehouse is in use by process {holder.pid} .*waited 0 s"
    with pytest.raises(warehouse.BusyError, match=told), warehouse.writing(lake, wait_seconds=0.2):
        pass


def test_a_turn_ends_with_the_process_that_holds_it(lake, holder):
    holder.send_signal(signal.SIGKILL)
    with warehouse.writing(lake, wait_seconds=5) as connection:
        assert connection.sql("select count(*) from lake.staging.articles").fetchone() == (0,)


def test_a_reader_does_not_wait_for_a_writer(lake, holder):
    began = time.monotonic()
    warehouse.connect(lake).close()
    warehouse.connect(lake, read_only=True).close()
    assert time.monotonic() - began < 20


def test_preparing_waits_only_where_something_is_missing(lake):
    warehouse.prepare(lake)
    with warehouse.turn(lake):
        warehouse.prepare(lake)  # would wait for ever, were there anything to do
