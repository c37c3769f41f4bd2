"""What an expression says to an engine, without that engine or its driver being there."""

from __future__ import annotations

import ibis
from ibis.backends.sql import compilers
from ibis.config import Config
from ibis.expr.types import Table

DIALECTS = {
    "duckdb": compilers.DuckDBCompiler,
    "postgres": compilers.PostgresCompiler,
    "pyspark": compilers.PySparkCompiler,
    "clickhouse": compilers.ClickHouseCompiler,
}
"""The engines that every expression compiles for."""


class SparkOptions(Config):
    """What the compiler for Spark asks of its options; the backend, once loaded, sets its own.

    Attributes:
        treat_nan_as_null: off, as Spark's own backend has it.
    """

    treat_nan_as_null: bool = False


def sql_of(expression: Table, dialect: str) -> str:
    """The SQL of an expression for one of :data:`DIALECTS`.

    Raises:
        KeyError: there is no such dialect.
    """
    compiler = DIALECTS[dialect]()
    if ibis.options.pyspark is None:  # or a float64 column crashes the compiler
        ibis.options.pyspark = SparkOptions()
    return str(compiler.to_sqlglot(expression).sql(dialect=compiler.dialect))
