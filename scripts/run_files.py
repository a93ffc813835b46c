"""Run files: parquet tables with one row per run, written and read as named arrays whose leading axis is the run."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scripts.job import JobError, whole


def write(path: str, columns: dict[str, np.ndarray]):
    """Write arrays of shape (runs, ...), whole or not at all, with a checksum on every page. The shape per run is kept beside each array.
    Texts (runs,) are kept as a dictionary of words.
    """
    arrays, fields = [], []
    for name, values in columns.items():
        values = np.ascontiguousarray(values)
        array = _array(values.reshape(-1))
        if values.ndim > 1:
            array = pa.FixedSizeListArray.from_arrays(array, int(np.prod(values.shape[1:])))
        arrays.append(array)
        fields.append(pa.field(name, array.type, metadata={"shape": ",".join(map(str, values.shape[1:]))}))
    with whole(path) as part:
        pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields)), part, compression="zstd", write_page_checksum=True)


def _array(values: np.ndarray) -> pa.Array:
    """A flat array as it lies in memory. `pa.array` would import pandas, which takes half a second per job."""
    if values.dtype.kind == "U":
        words, codes = np.unique(values, return_inverse=True)
        letters = [word.encode() for word in words.tolist()]
        ends = np.cumsum([0, *map(len, letters)], dtype=np.int32)
        texts = pa.StringArray.from_buffers(len(letters), pa.py_buffer(ends), pa.py_buffer(b"".join(letters)))
        return pa.DictionaryArray.from_arrays(_array(codes.astype(np.int32)), texts)
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, pa.py_buffer(values)])


def read(path: str, names: list[str] | None = None) -> dict[str, np.ndarray]:
    """Read the arrays. names: the columns to read. Raises JobError if the file is truncated or a checksum is wrong."""
    try:
        table = pq.ParquetFile(path, page_checksum_verification=True).read(columns=names)
    except FileNotFoundError:
        raise JobError(f"{path} is missing: run snakemake to make it") from None
    except MemoryError:
        raise  # Arrow's is an ArrowException too
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0]
        raise JobError(f"{path} is damaged ({reason}): delete it and run snakemake again; only this shard is computed again") from None
    columns = {}
    for field, column in zip(table.schema, table.columns, strict=True):
        array = column.combine_chunks()
        shape = (field.metadata or {}).get(b"shape", b"").decode()
        if pa.types.is_dictionary(array.type):
            columns[field.name] = np.array(array.dictionary.to_pylist())[array.indices.to_numpy()]
            continue
        if shape:
            array = array.flatten()
        sizes = [int(size) for size in shape.split(",")] if shape else []
        columns[field.name] = array.to_numpy(zero_copy_only=False).reshape(table.num_rows, *sizes)
    return columns
