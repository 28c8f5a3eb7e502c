"""Airflow's SQLite database beside a busy scheduler: a command that makes many runs waits for its turn and keeps it.

pysqlite begins no transaction before a SAVEPOINT. What is read inside it is out of date as soon as another process
commits, and the write that follows fails at once with `database is locked`, however long the timeout is. `backfill
create` does that once per run.
"""

import sqlite3
from typing import Any, Self


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = ()) -> Self:
        if sql.startswith("SAVEPOINT") and not self.connection.in_transaction:
            super().execute("BEGIN IMMEDIATE")
        return super().execute(sql, parameters)


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


# What AIRFLOW__DATABASE__SQL_ALCHEMY_CONNECT_ARGS names.
CONNECT_ARGS = {"timeout": 60, "factory": _Connection}
