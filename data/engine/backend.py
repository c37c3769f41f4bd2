"""Where questions are answered: embedded DuckDB, or the engine that a URL names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import ibis
import pandas as pd
import pyarrow as pa
from ibis.common.exceptions import TableNotFound
from ibis.expr.types import Table

from data.errors import DataError

KNOWN = "none (embedded DuckDB), or the URL of an engine that Ibis and its driver can reach"


class ExtractTables(NamedTuple):
    """The tables of an extract as expressions.

    Attributes:
        offences: a row an offence.
        people: a row a victim or suspect.
        boroughs: offences counted by borough, month and all that a series is made of.
    """

    offences: Table
    people: Table
    boroughs: Table


class Backend:
    """One engine and what is stored behind it; connected when it is first asked.

    Args:
        folder: the processed data, which the embedded engine reads.
        url: the engine, as :func:`ibis.connect` takes it; the embedded one when empty.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        self._url = url
        self._connection: ibis.BaseBackend | None = None
        self._process = 0
        self._read: dict[str, Path] = {}

    def close(self) -> None:
        """Let go of the connection, if there is one; who asks again opens another."""
        if self._connection is not None:
            self._connection.disconnect()
            self._connection = None

    def table(self, name: str) -> Table:
        """A processed table as an expression.

        Raises:
            DataError: the engine cannot be used, or has no such table.
        """
        return self._stored(name, self._folder / f"{name}.parquet")

    def extract(self, folder: Path, identity: str) -> ExtractTables:
        """The tables of an extract: in its folder, or on the server as ``<table>_<identity>``.

        Raises:
            DataError: the engine cannot be used, or has no such table.
        """
        return ExtractTables(
            *(
                self._stored(f"{name}_{identity}", folder / f"{name}.parquet")
                for name in ExtractTables._fields
            )
        )

    def place(self, name: str) -> str:
        """Where a processed table lies, for a message."""
        return f"table {name}" if self._url else str(self._folder / f"{name}.parquet")

    def arrow(self, expression: Table) -> pa.Table:
        """The rows of an expression, as Arrow."""
        return self._connected().to_pyarrow(expression)

    def frame(self, expression: Table) -> pd.DataFrame:
        """The rows of an expression; by way of Arrow, since the direct way imports geopandas."""
        frame: pd.DataFrame = self.arrow(expression).to_pandas()
        return frame

    def _stored(self, name: str, path: Path) -> Table:
        connection = self._connected()
        if not self._url:
            self._read[name] = path
            return connection.read_parquet(str(path), table_name=name)
        try:
            return connection.table(name)
        except TableNotFound as error:
            raise DataError("the engine of DATA_URL has no such table", value=name) from error

    def _connected(self) -> ibis.BaseBackend:
        """This process's own connection."""
        if self._connection is None:
            self._connection, self._process = _connect(self._url), os.getpid()
            for name, path in self._read.items():  # expressions name what was read before
                self._connection.read_parquet(str(path), table_name=name)
        elif self._process != os.getpid():  # it would wait for threads that the fork left behind
            raise RuntimeError("the engine was opened before a fork; open it in the worker")
        return self._connection


def _connect(url: str) -> ibis.BaseBackend:
    """A new connection.

    Raises:
        DataError: it cannot be made; the message holds no password.
    """
    if not url:
        return ibis.duckdb.connect(threads=1)
    try:
        return ibis.connect(url)
    except Exception as error:  # every driver raises errors of its own
        said = _without_secrets(str(error), url).strip() or type(error).__name__
        raise DataError(
            f"the engine that DATA_URL names cannot be used: {said.splitlines()[0]}",
            value=f"{url.partition(':')[0]}:…",
            allowed=KNOWN,
        ) from None  # what the driver says may hold the password


def _without_secrets(text: str, url: str) -> str:
    """A text without a URL and without its password, however the text has them."""
    secrets = {url}
    try:
        parts = urlsplit(url)
        secrets |= {parts.password or "", unquote(parts.password or "")}
        secrets |= {value for name, value in parse_qsl(parts.query) if "password" in name}
    except ValueError:  # not a URL
        pass
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
