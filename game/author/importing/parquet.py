"""The pictures in Parquet files, as Hugging Face's data sets keep them: a column of bytes, a column of labels.

Owns the paths by which its rows go (`data/train.parquet/000012.png`) and the reading of one row (the optional extra
`parquet`). Keeps one group of rows in memory. Refuses to say what a label means.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec

from game.author.importing.refused import DECODER_FAULTS, RefusedFileError

if TYPE_CHECKING:
    from game.author.importing.holdings import Holdings

SUFFIX = ".parquet"
_MARK = f"{SUFFIX}/"


class SheetOfPictures(NamedTuple):
    """One Parquet file: its columns but the pictures themselves, row by row, and what its numbers are called."""

    head: list[str]
    rows: list[list[object]]  # in the order of `head`, the picture's path first
    names: dict[str, list[str]]  # of a column of labels: number -> what it is called


class ParquetRows:
    """The rows of a source's Parquet files."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._lock = threading.Lock()
        self._open: tuple[str, Any, IO[bytes]] | None = None
        self._group: tuple[str, int, list[bytes]] | None = None

    def file_of(self, path: str) -> str:
        """The Parquet file that a path leads into; nothing for every other path."""
        return f"{path.partition(_MARK)[0]}{SUFFIX}" if _MARK in path else ""

    def columns(self, path: str) -> SheetOfPictures | None:
        """What a file says of its pictures; None where it holds none. Raises RefusedFileError."""
        with self._lock:
            file = self._file(path)
            try:
                return _columns(path, file)
            except DECODER_FAULTS as error:
                raise RefusedFileError("damaged_parquet") from error

    def read(self, path: str) -> bytes:
        """A row's picture; raises RefusedFileError."""
        file_path = self.file_of(path)
        try:
            row = int(path.rpartition("/")[2].partition(".")[0])
        except ValueError:
            raise RefusedFileError("damaged_parquet") from None
        with self._lock:
            file = self._file(file_path)
            try:
                first = 0
                for number in range(file.num_row_groups):
                    count = file.metadata.row_group(number).num_rows
                    if row < first + count:
                        return self._pictures(file_path, file, number)[row - first]
                    first += count
            except DECODER_FAULTS as error:
                raise RefusedFileError("damaged_parquet") from error
        raise RefusedFileError("damaged_parquet")

    def _pictures(self, path: str, file: Any, number: int) -> list[bytes]:
        """The pictures of a group of rows."""
        if self._group is None or self._group[:2] != (path, number):
            column = _picture_column(file)
            table = file.read_row_group(number, columns=[f"{column}.bytes"])
            found = [(value or {}).get("bytes") or b"" for value in table.column(column).to_pylist()]
            self._group = path, number, found
        return self._group[2]

    def _file(self, path: str) -> Any:
        """The open file; raises RefusedFileError."""
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError:
            raise RefusedFileError("parquet") from None
        if self._open is None or self._open[0] != path:
            self.close()
            content: IO[bytes] = io.BytesIO()
            try:
                content = self._holdings.source.open(path)
                if not isinstance(content, io.BufferedReader):  # in a zip file: going back there is slow
                    content = io.BytesIO(self._holdings.source.read(path))
                self._open = path, parquet.ParquetFile(content), content
            except (*DECODER_FAULTS, pa.ArrowException) as error:
                content.close()
                raise error if isinstance(error, RefusedFileError) else RefusedFileError("damaged_parquet") from error
        return self._open[1]

    def close(self) -> None:
        """Let go of the open file."""
        if self._open is not None:
            self._open[2].close()
            self._open = None


def _picture_column(file: Any) -> str:
    """The column whose values have bytes; nothing where there is none."""
    for field in file.schema_arrow:
        kind = field.type
        if hasattr(kind, "get_field_index") and kind.get_field_index("bytes") >= 0:
            return str(field.name)
    return ""


def _columns(path: str, file: Any) -> SheetOfPictures | None:
    column = _picture_column(file)
    if not column:
        return None
    plain = [field.name for field in file.schema_arrow if not hasattr(field.type, "get_field_index")]
    table = file.read(columns=[*plain, f"{column}.path"])
    values = [table.column(name).to_pylist() for name in plain]
    given = [str((value or {}).get("path") or "") for value in table.column(column).to_pylist()]
    suffixes = [f".{name.rpartition('.')[2]}" if "." in name[-6:] else "" for name in given]
    rows: list[list[object]] = [
        [f"{path}/{number:06d}{suffix}", *parts]
        for number, (suffix, *parts) in enumerate(zip(suffixes, *values, strict=True))
    ]
    return SheetOfPictures(["path", *plain], rows, dict(_names(file)))


def _names(file: Any) -> Iterator[tuple[str, list[str]]]:
    """What the numbers of a column of labels are called, as Hugging Face writes it beside the schema."""
    raw = (file.schema_arrow.metadata or {}).get(b"huggingface", b"{}")
    try:
        features = msgspec.json.decode(raw)["info"]["features"]
        for name, feature in features.items():
            if isinstance(feature, dict) and isinstance(feature.get("names"), list):
                yield name, [str(one) for one in feature["names"]]
    except (ValueError, KeyError, TypeError, AttributeError, msgspec.MsgspecError):
        return
