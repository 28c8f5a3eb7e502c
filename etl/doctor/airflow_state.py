"""Airflow: its database, its pool, its services."""

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from etl.doctor.finding import Finding, error, fine, warning
from etl.scheduler import processes
from etl.scheduler.health import ailing, health, why_not_free
from etl.scheduler.home import POOL
from etl.scheduler.services import SERVICES
from etl.settings import Settings

OWN_DATABASE = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


def database(settings: Settings) -> Iterator[Finding]:
    """Is it made, of this version, with the pool that writers take turns in, and are the DAGs switched on?"""
    own = os.environ.get(OWN_DATABASE) or settings.airflow_database.get_secret_value()
    file = Path(os.environ.get("AIRFLOW_HOME", settings.home / "airflow")) / "airflow.db"
    if not own and not file.exists():
        yield fine("airflow", "not set up yet: `make up` does it")
        return
    if not own and not (file.parent / f"migrated-{version('apache-airflow')}").exists():
        says = f"its database is not yet one of Airflow {version('apache-airflow')}"
        yield warning("airflow", says, "`make down`, then `make up` upgrades it")
    engine = create_engine(own or f"sqlite:///file:{file}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            yield from _content(connection)
    except SQLAlchemyError as why:
        said = " ".join(str(getattr(why, "orig", None) or why).split())[:150]
        do = (
            f"check {OWN_DATABASE}" if own else f"`make down`, move {file} away, `make up`: runs and approvals are lost"
        )
        yield error("airflow", f"its database cannot be read: {said}", do)
    finally:
        engine.dispose()


def _content(connection: Connection) -> Iterator[Finding]:
    if not inspect(connection).has_table("slot_pool"):
        yield error("airflow", "its database has no tables", "nutgraf airflow db migrate, then `make up`")
        return
    slots = connection.execute(text("select slots from slot_pool where pool = :pool"), {"pool": POOL}).scalar()
    if slots != 1:
        what = "is missing: tasks that write wait for ever" if slots is None else f"has {slots} slots, not 1"
        do = f"nutgraf airflow pools set {POOL} 1 'Whatever writes the warehouse, one at a time.'"
        yield error("airflow", f"the pool {POOL} {what}", do)
    broken = connection.execute(text("select filename, stacktrace from import_error order by filename")).fetchall()
    for file, trace in broken:
        last = str(trace).strip().splitlines()[-1:] or ["no reason given"]
        yield error("airflow", f"{file} cannot be imported: {last[0][:150]}", "nutgraf airflow dags list-import-errors")
    known = connection.execute(text("select dag_id, is_paused from dag where not is_stale order by dag_id")).fetchall()
    for dag_id in (dag_id for dag_id, paused in known if paused):
        yield warning("airflow", f"{dag_id} is paused: it does not run", f"nutgraf airflow dags unpause {dag_id}")
    if slots == 1 and not broken:
        yield fine("airflow", f"version {version('apache-airflow')}, pool {POOL}, {len(known)} DAGs")


def services(settings: Settings) -> Iterator[Finding]:
    """Do they run, are they healthy, or could they start?"""
    ours = processes.find(settings.home)
    said = health(settings.port)
    if not ours and said is None:
        if taken := why_not_free(settings.port):
            yield error("services", f"Airflow could not start: {taken}", "end it, or choose another NUTGRAF_PORT")
        else:
            yield fine("services", f"Airflow does not run; `make up` starts it; port {settings.port} is free")
        return
    if ours and not [service for service in ours if service.role == processes.SUPERVISOR]:
        yield warning("services", "the supervisor of Airflow's services was killed", "make up takes them up again")
    if ill := ailing(said):
        missing = [name for name in SERVICES if name not in {service.role for service in ours}]
        told = f"; {', '.join(missing)} {'does' if len(missing) == 1 else 'do'} not run" if ours and missing else ""
        do = f"see {settings.home / 'logs'}; `make down`, `make up`"
        yield error("services", f"not healthy: {', '.join(ill)}{told}", do)
    else:
        yield fine("services", f"healthy at {settings.web_url}" + ("" if ours else ", but not those of this home"))
