"""The grid as CSV and as Parquet: a row a cell."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, astuple, fields

from voicecheck.errors import ConfigError
from voicecheck.history.asking import History
from voicecheck.history.records import Record, records
from voicecheck.reports.csv_table import safe

COLUMNS = tuple(one.name for one in fields(Record))
_BYTE_ORDER_MARK = "\ufeff"


def as_csv(history: History) -> str:
    """The table for a spreadsheet: byte order mark, text quoted, numbers bare, nothing that runs as a formula."""
    table = io.StringIO()
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for record in records(history):
        writer.writerow([safe(cell) if isinstance(cell, str) else "" if cell is None else cell
                         for cell in astuple(record)])  # fmt: skip
    return _BYTE_ORDER_MARK + table.getvalue()


def as_parquet(history: History) -> bytes:
    """The table as Parquet, for other programs: numbers as numbers, None as null, text as it is.

    Raises:
        ConfigError: where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as parquet
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"--format parquet: {error.name} is missing; run: pip install 'voicecheck-calls[parquet]'"
        ) from error
    kinds = {"str": pa.string(), "int": pa.int64(), "float | None": pa.float64()}
    schema = pa.schema([(one.name, kinds[str(one.type)]) for one in fields(Record)])
    rows = [{name: _encodable(value) for name, value in asdict(record).items()} for record in records(history)]
    written = pa.BufferOutputStream()
    parquet.write_table(pa.Table.from_pylist(rows, schema=schema), written)
    return bytes(written.getvalue().to_pybytes())


def _encodable(value: object) -> object:
    r"""Text without lone surrogates, which UTF-8 does not have."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
