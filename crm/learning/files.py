"""Files that belong to small records: a paper's PDF, a talk's slides.

A file is kept in the graph, in parts under the digest of its content: so it lies in the data folder, goes into every
backup, and the same file is kept once. What a name promises is checked against the content; what could run (a macro, a
page, a program) is not taken. A file that was replaced stays under its digest, so that undoing finds it.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from crm.errors import InvalidData, NotFound
from crm.records import kept_files, lifecycle
from crm.records.actor import Actor
from crm.records.declared import add_record
from crm.records.kinds import Kind
from crm.records.permissions import may, permitted, require

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LARGEST = 5 * 1024 * 1024  # bytes
LONGEST_NAME = 120
OFFICE = "application/vnd.openxmlformats-officedocument"
NOT_TAKEN = "This kind of file is not taken. Give a PDF, a Word, Excel or PowerPoint file, a picture or text."
NOT_WHAT_IT_SAYS = "{name} is not what its name says, or has macros in it. Save it as {kind} again, then try once more."


@dataclass(frozen=True)
class FileType:
    """A kind of file that is taken: what it is called, what it is served as, and whether content is one."""

    words: str
    mimetype: str
    fits: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _office(folder: str) -> Callable[[bytes], bool]:
    """A zip archive with this folder in it, and no macro."""

    def fits(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
        except (
            zipfile.BadZipFile,
            ValueError,
            RuntimeError,
        ):  # RuntimeError: a way of packing that zipfile cannot read
            return False
        runs = any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for name in names)
        return "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names) and not runs

    return fits


def _text(content: bytes) -> bool:
    """Readable text that is no page: a browser must not find markup in it."""
    if b"\x00" in content:
        return False
    start = content[:1_000].lstrip().lower()
    return not start.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"#!", b"mz"))


TYPES: Mapping[str, FileType] = {
    ".pdf": FileType("a PDF", "application/pdf", _begins(b"%PDF-")),
    ".docx": FileType("a Word file", f"{OFFICE}.wordprocessingml.document", _office("word")),
    ".xlsx": FileType("an Excel file", f"{OFFICE}.spreadsheetml.sheet", _office("xl")),
    ".pptx": FileType("a PowerPoint file", f"{OFFICE}.presentationml.presentation", _office("ppt")),
    ".png": FileType("a PNG picture", "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    ".jpg": FileType("a JPEG picture", "image/jpeg", _begins(b"\xff\xd8\xff")),
    ".jpeg": FileType("a JPEG picture", "image/jpeg", _begins(b"\xff\xd8\xff")),
    ".txt": FileType("text", "text/plain", _text),
    ".csv": FileType("a CSV file", "text/csv", _text),
}


@dataclass(frozen=True)
class NewFile:
    """A file that was checked: its bare name, content, and the digest it is kept under."""

    name: str
    content: bytes
    mimetype: str

    @property
    def digest(self) -> str:
        return kept_files.digest_of(self.content)


@dataclass(frozen=True)
class Kept:
    """A file as it is given back."""

    name: str
    mimetype: str
    content: bytes


def checked(name: str, content: bytes) -> NewFile:
    """A file that may be kept. Raises InvalidData ("file") for one too large, empty, of a kind not taken, or whose
    content is not what its name says."""
    bare = PurePosixPath(name.replace("\\", "/")).name.strip()
    shown = "".join(one for one in bare if one.isprintable() and one not in '"<>|:*?/')[-LONGEST_NAME:]
    kind = TYPES.get(PurePosixPath(shown).suffix.lower())
    if not content:
        raise InvalidData({"file": ["Choose a file. An empty one cannot be kept."]})
    if len(content) > LARGEST:
        size = f"{len(content) / 1024 / 1024:.1f}"
        message = f"{shown} has {size} MB, and the limit is {LARGEST // 1024 // 1024} MB. Give its address instead."
        raise InvalidData({"file": [message]})
    if kind is None:
        raise InvalidData({"file": [NOT_TAKEN]})
    if not kind.fits(content):
        raise InvalidData({"file": [NOT_WHAT_IT_SAYS.format(name=shown, kind=kind.words)]})
    return NewFile(shown, content, kind.mimetype)


@permitted("change", "shared record")  # staff; then what the kind itself says
def attach(
    tx: "ManagedTransaction", kind: Kind, record_id: str, file: NewFile, *, version: int, by: Actor
) -> dict[str, Any]:
    """Keep a file with a record, in place of one it has, and return the record. Raises NotAllowed, Conflict."""
    require(by, "change", kind.permission)
    kept_files.keep(tx, file.content, at=by.at)
    said = {"file_name": file.name, "file_type": file.mimetype, "file_size": len(file.content), "file": file.digest}
    return lifecycle.edit(tx, kind, record_id, said, version=version, by=by)


@permitted("add", "shared record")
def add_with_file(
    tx: "ManagedTransaction", kind: Kind, record_id: str, content: Mapping[str, Any], file: NewFile, *, by: Actor
) -> str:
    """Record something together with its file, and return its id; sent twice it is one. Raises as `add_record`."""
    made = add_record(tx, kind, record_id, content, by=by)
    if (version := lifecycle.read(tx, kind, made, actor=by)["version"]) == 1:
        attach(tx, kind, made, file, version=version, by=by)
    return made


@permitted("change", "shared record")
def detach(tx: "ManagedTransaction", kind: Kind, record_id: str, *, version: int, by: Actor) -> dict[str, Any]:
    """Take the file off a record and return the record. Raises NotAllowed, Conflict."""
    require(by, "change", kind.permission)
    none = dict.fromkeys(("file_name", "file_type", "file_size", "file"))
    return lifecycle.edit(tx, kind, record_id, none, version=version, by=by)


def file_of(tx: "ManagedTransaction", kind: Kind, record_id: str, *, actor: Actor) -> Kept:
    """The file of a record that the actor may see. Raises NotFound, also for content that is not whole."""
    if not may(actor, "see", kind.permission):
        raise NotFound("There is no such file.")
    stored = lifecycle.read(tx, kind, record_id, actor=actor)
    digest = stored.get("file")
    if digest is None:
        raise NotFound("There is no file here any more.")
    content = kept_files.kept(tx, digest)
    if content is None:
        raise NotFound("This file is damaged here. Restore it from a backup, or give it anew.")
    return Kept(str(stored["file_name"]), str(stored["file_type"]), content)
