"""Parquet files: typed columns, written in batches beside and swapped in, read back as rows. Needs ``pyarrow`` (jixiao[portfolio])."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from jixiao.errors import Unreadable
from jixiao.files.writing import replacing
from jixiao.wording import Text, same

BATCH = 50_000
TYPES = {
    "bigint": pa.int64(),
    "bool": pa.bool_(),
    "text": pa.string(),
    "word": pa.string(),
    "amount": pa.decimal128(18, 4),
    "date": pa.date32(),
}
"""The types of columns by their word; an ``amount`` has four decimals."""


def write_rows(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows as one file; how many they are. The same rows give the same bytes."""
    schema = pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])
    given, count = iter(rows), 0
    with replacing(path) as stream, parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := list(islice(given, BATCH)):
            arrays = [pa.array(values, field.type) for values, field in zip(zip(*batch, strict=True), schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def table_of(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """Rows as a table in memory."""
    schema = pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])
    values = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)], schema=schema
    )


def columns_of(path: Path) -> tuple[str, ...]:
    """The names of the columns of a file."""
    with _opened(path) as file:
        return tuple(file.schema_arrow.names)


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The rows of a file, these columns of them."""
    with _opened(path) as file:
        for batch in file.iter_batches(BATCH, columns=list(columns)):
            yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)


def _opened(path: Path) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Unreadable(
            Text(
                "{file} 不能作为 Parquet 文件读取：{why}。请重新生成该文件。",
                "{file} cannot be read as a Parquet file: {why}. Please make it again.",
            ).fill(file=path, why=same(str(error)))
        ) from error
