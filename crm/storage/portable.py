"""The portable backup file: gzip of JSON lines, one per node and relationship, checksummed throughout.

The first line says format, schema and time. Records follow, nodes before relationships; after every thousand stands
the SHA-256 of all lines so far. The last line has the counts, that SHA-256, and a digest that does not depend on the
order of records, so that a file and a graph can be compared. Ids are the `id` property; nothing is tied to Neo4j's own.
"""

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from crm.errors import InvalidData

FORMAT = "stakeholder-graph"
FORMAT_VERSION = 1
TELL_EVERY = 1_000  # records, between two words on how far it is
CHUNK = 1_000
COMPRESSION = 3  # smaller than 1 at no noticeable cost; 9 would double the pause
DIGEST_SIZE = 2**256

UNREADABLE = (OSError, EOFError, zlib.error)


@dataclass(frozen=True)
class Node:
    """One record: its label and properties, `id` among them."""

    label: str
    properties: dict[str, Any]

    @property
    def kind(self) -> str:
        return self.label

    def line(self) -> bytes:
        """The record as a line, the same for the same record always."""
        return encoded({"label": self.label, "properties": self.properties})


@dataclass(frozen=True)
class Relationship:
    """One relationship; either end is (label, id)."""

    type: str
    start: tuple[str, str]
    end: tuple[str, str]
    properties: dict[str, Any]

    @property
    def kind(self) -> str:
        return self.type

    def line(self) -> bytes:
        """The record as a line, the same for the same record always."""
        return encoded({"type": self.type, "from": self.start, "to": self.end, "properties": self.properties})


Record = Node | Relationship


@dataclass(frozen=True)
class Header:
    """The first line. `schema` is the number of the last migration of the graph; `created` is an instant."""

    schema: int
    created: str


@dataclass
class Tally:
    """What a run of records amounts to: how many of each kind, and a digest that their order does not change."""

    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def add(self, kind: str, line: bytes) -> None:
        """Count one record in."""
        self.counts[kind] += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % DIGEST_SIZE

    @property
    def digest(self) -> str:
        return f"{self.total:064x}"

    @property
    def records(self) -> int:
        return self.counts.total()


@dataclass(frozen=True)
class Contents:
    """What a whole, undamaged file holds."""

    header: Header
    counts: dict[str, int]
    digest: str

    @property
    def records(self) -> int:
        return sum(self.counts.values())


def encoded(value: Any) -> bytes:
    """One line of JSON. Raises ValueError or TypeError for what JSON cannot say exactly."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


class Writer:
    """Writes a backup to a binary stream: `begin`, `add` for each record, `end`."""

    def __init__(self, stream: IO[bytes], header: Header) -> None:
        self._zip = gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=COMPRESSION, mtime=0)
        self._sha256 = hashlib.sha256()
        self._header = header
        self.tally = Tally()
        first = {"format": FORMAT, "version": FORMAT_VERSION, "schema": header.schema, "created": header.created}
        self._put(encoded(first))

    def add(self, record: Record) -> None:
        """Write one record."""
        line = record.line()
        self._put(line)
        self.tally.add(record.kind, line)
        if self.tally.records % CHUNK == 0:
            self._put(encoded({"sha256": self._sha256.hexdigest()}))

    def end(self) -> Contents:
        """Write the last line and return what the file must hold when it is read back."""
        counts = dict(sorted(self.tally.counts.items()))
        last = {"counts": counts, "digest": self.tally.digest, "sha256": self._sha256.hexdigest()}
        self._put(encoded(last))
        self._zip.close()
        return Contents(self._header, counts, self.tally.digest)

    def _put(self, line: bytes) -> None:
        self._zip.write(line)
        self._sha256.update(line)


class Reader:
    """Reads a backup once: `header`, then iterate for the records, then `contents`.

    Raises InvalidData naming the file and the line for a file that is damaged, cut off, or no backup of ours.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._number = 0
        self._sha256 = hashlib.sha256()
        self._lines = self._numbered()
        self.header = self._first()
        self.contents: Contents | None = None

    def __iter__(self) -> Iterator[Record]:
        tally = Tally()
        for line in self._lines:
            value = self._parsed(line)
            if "counts" in value:
                self._finish(value, tally)
                return
            if "sha256" in value:
                self._compare("checksum", value["sha256"], self._sha256.hexdigest())
            else:
                record = self._record(value)
                tally.add(record.kind, line)
                yield record
            self._sha256.update(line)
        raise self._damaged("it was cut off: the last line is missing")

    @classmethod
    def checked(cls, file: Path, told: Callable[[int], None] | None = None) -> Contents:
        """Read the whole file and return what it holds; `told` hears now and then how many records were read."""
        reader = cls(file)
        for number, _ in enumerate(reader, start=1):
            if told and number % TELL_EVERY == 0:
                told(number)
        if reader.contents is None:
            raise reader._damaged("it was cut off: the last line is missing")
        return reader.contents

    def _numbered(self) -> Iterator[bytes]:
        try:
            with gzip.open(self._file) as stream:
                for self._number, line in enumerate(stream, start=1):  # the line that errors name
                    yield line
        except FileNotFoundError:
            raise InvalidData({"": [f"There is no file {self._file}."]}) from None
        except UNREADABLE as error:
            self._number += 1
            raise self._damaged(str(error)) from None

    def _first(self) -> Header:
        line = next(self._lines, b"{}")
        value = self._parsed(line)
        if value.get("format") != FORMAT:
            raise InvalidData({"": [f"{self._file} is not a backup of this program."]})
        if value.get("version") != FORMAT_VERSION:
            raise InvalidData({"": [f"{self._file} was written by a newer version of this program; use that one."]})
        self._sha256.update(line)
        if not isinstance(value.get("schema"), int) or not isinstance(value.get("created"), str):
            raise self._damaged("it does not say which schema it has and when it was made")
        return Header(value["schema"], value["created"])

    def _parsed(self, line: bytes) -> dict[str, Any]:
        try:
            value = json.loads(line)
        except ValueError:
            raise self._damaged("it is not readable") from None
        if not isinstance(value, dict):
            raise self._damaged("it is not a record")
        return value

    def _record(self, value: dict[str, Any]) -> Record:
        match value:
            case {"label": str(label), "properties": dict(properties)}:
                return Node(label, properties)
            case {
                "type": str(type_),
                "from": [str(start), str(from_id)],
                "to": [str(end), str(to_id)],
                "properties": dict(properties),
            }:
                return Relationship(type_, (start, from_id), (end, to_id), properties)
        raise self._damaged("it is not a record")

    def _finish(self, value: dict[str, Any], tally: Tally) -> None:
        """Compare the last line with what was read, and make sure that it is the last."""
        self._compare("checksum", value.get("sha256"), self._sha256.hexdigest())
        self._compare("counts", value["counts"], dict(tally.counts))
        self._compare("digest", value.get("digest"), tally.digest)
        for _ in self._lines:
            raise self._damaged("something was added after the last line")
        self.contents = Contents(self.header, value["counts"], tally.digest)

    def _compare(self, what: str, said: object, found: object) -> None:
        if said != found:
            raise self._damaged(f"the {what} does not fit what stands before it")

    def _damaged(self, reason: str) -> InvalidData:
        where = f"{self._file}, line {self._number}"
        return InvalidData({"": [f"The backup is damaged and is not used: {where}: {reason}."]})
