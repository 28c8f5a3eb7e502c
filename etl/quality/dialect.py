"""The lake as Great Expectations can read it: read-only, each statement on its own, PostgreSQL's SQL.

Great Expectations knows no DuckDB. It picks its SQL by the dialect's name, and DuckDB speaks PostgreSQL's.
"""

from collections.abc import Callable
from typing import Any

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper, Dialect, DuckDBCompiler
from duckdb_sqlalchemy.datatypes import Map, Struct
from sqlalchemy import ARRAY, String
from sqlalchemy.dialects import registry

from etl import lake as warehouse
from etl.lake import Lake

URL = "duckdb+lake://"
NESTED = (ARRAY, Map, Struct)


class Compiler(DuckDBCompiler):
    """PostgreSQL's regular-expression operators as DuckDB's function: DuckDB's `~` wants the whole string to match."""

    def visit_custom_op_binary(self, element: Any, operator: Any, **keywords: Any) -> str:  # noqa: D102
        if operator.opstring not in ("~", "!~"):
            return str(super().visit_custom_op_binary(element, operator, **keywords))
        text, pattern = self.process(element.left, **keywords), self.process(element.right, **keywords)
        return f"{'NOT ' if operator.opstring == '!~' else ''}regexp_matches({text}, {pattern})"


class LakeDialect(Dialect):
    """One transaction from opening to closing: the whole audit sees one snapshot of the lake, whoever writes.

    Great Expectations' own begins and rollbacks are ignored: a rollback would throw away rows not fetched yet.
    """

    name = "postgresql"
    supports_statement_cache = False
    statement_compiler = Compiler

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """End nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """End nothing."""

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement. One that fails ends the transaction, so the next ones are given a new one."""
        try:
            super().do_execute(cursor, statement, parameters, context)
        except duckdb.Error:
            cursor.connection.rollback()
            cursor.connection.begin()
            raise

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **keywords: Any) -> Any:
        """The columns of a table of the lake; without a schema, of the first schema on the search path.

        Lists and structs are given as text: Great Expectations writes out the types of all columns, and SQLAlchemy
        knows no words for these. No check compares types; the schema does.
        """
        schema = schema or connection.exec_driver_sql("select current_schema()").scalar()
        columns = super().get_columns(connection, table_name, f"lake.{schema}", **keywords)
        return [column | {"type": String()} if isinstance(column["type"], NESTED) else column for column in columns]


registry.register("duckdb.lake", __name__, LakeDialect.__name__)


def opener(lake: Lake, layer: str, snapshot: int | None = None) -> Callable[[], ConnectionWrapper]:
    """What SQLAlchemy calls for a connection: the lake read-only, bare table names those of one layer.

    snapshot: the lake as it was then; without it, as it is now.
    """

    def connect() -> ConnectionWrapper:
        connection = warehouse.connect(lake, read_only=True, snapshot=snapshot)
        connection.execute(f"set search_path = 'lake.{layer}'")
        connection.execute(f"set threads = {_threads(connection)}")
        connection.begin()
        return ConnectionWrapper(connection)

    return connect


def _threads(connection: duckdb.DuckDBPyConnection) -> int:
    """One thread per million rows of the largest table: on small tables more threads only double the CPU time."""
    (rows, threads) = connection.execute(
        "select coalesce(max(estimated_size), 0), current_setting('threads') from duckdb_tables() "
        "where database_name = 'lake'"
    ).fetchone()  # type: ignore[misc]
    return max(1, min(int(threads), rows // 1_000_000))
