"""The lake as Great Expectations can read it: read-only, each statement on its own, PostgreSQL's SQL.

Great Expectations knows no DuckDB. It picks its SQL by the dialect's name, and DuckDB speaks PostgreSQL's.
"""

from collections.abc import Callable
from typing import Any

from duckdb_sqlalchemy import ConnectionWrapper, Dialect
from sqlalchemy.dialects import registry

from etl import lake as warehouse
from etl.lake import Lake

URL = "duckdb+lake://"


class Compiler(Dialect.statement_compiler):  # type: ignore[misc]
    """PostgreSQL's regular-expression operators as DuckDB's function: DuckDB's `~` wants the whole string to match."""

    def visit_custom_op_binary(self, element: Any, operator: Any, **keywords: Any) -> str:  # noqa: D102
        if operator.opstring not in ("~", "!~"):
            return str(super().visit_custom_op_binary(element, operator, **keywords))
        text, pattern = self.process(element.left, **keywords), self.process(element.right, **keywords)
        return f"{'NOT ' if operator.opstring == '!~' else ''}regexp_matches({text}, {pattern})"


class LakeDialect(Dialect):  # type: ignore[misc]
    """Every statement is its own transaction: a rollback would throw away rows that were not fetched yet."""

    name = "postgresql"
    supports_statement_cache = False
    statement_compiler = Compiler

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Nothing was begun."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Nothing was begun."""

    def get_columns(self, connection: Any, table_name: str, schema: str | None = None, **keywords: Any) -> Any:
        """The columns of a table of the lake; without a schema, of the first schema on the search path."""
        schema = schema or connection.exec_driver_sql("select current_schema()").scalar()
        return super().get_columns(connection, table_name, f"lake.{schema}", **keywords)


registry.register("duckdb.lake", __name__, LakeDialect.__name__)


def opener(lake: Lake, layer: str) -> Callable[[], ConnectionWrapper]:
    """What SQLAlchemy calls for a connection: the lake read-only, bare table names those of one layer."""

    def connect() -> ConnectionWrapper:
        connection = warehouse.connect(lake, read_only=True)
        connection.execute(f"set search_path = 'lake.{layer}'")
        return ConnectionWrapper(connection)

    return connect
