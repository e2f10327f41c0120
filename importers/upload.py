"""A file that somebody gives us: its name and bytes, within limits, and the members of a folder or zip archive."""

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from crm.errors import InvalidData

MEGABYTE = 1024 * 1024
LARGEST_FILE = 10 * MEGABYTE
LARGEST_ARCHIVE = 64 * MEGABYTE  # of a public collection, of which one part is read
LARGEST_UNPACKED = 100 * MEGABYTE  # of all members of an archive together
MOST_MEMBERS = 20_000


@dataclass(frozen=True)
class Upload:
    """A file's name, as shown in messages, and its content."""

    name: str
    content: bytes


Given = Path | str | Upload


def too_large(name: str, size: int, limit: int) -> InvalidData:
    """What a file over the limit is answered with; sizes in bytes."""
    shown = f"{size / MEGABYTE:.1f}"
    return InvalidData(
        {
            "file": [
                f"{name} has {shown} MB, and the limit is {limit // MEGABYTE} MB. "
                "Take out pictures and sheets that are not needed, or split the file, then try again."
            ]
        }
    )


def opened(given: Given, *, limit: int = LARGEST_FILE) -> Upload:
    """The content of a file. Raises InvalidData ("file") when missing, empty or larger than `limit` bytes."""
    if isinstance(given, Upload):
        upload = given
    else:
        path = Path(given)
        try:
            size = path.stat().st_size
            if size > limit:
                raise too_large(path.name, size, limit)
            upload = Upload(path.name, path.read_bytes())
        except OSError as error:
            reason = (error.strerror or "it cannot be opened").lower()
            raise InvalidData({"file": [f"{path} cannot be read: {reason}. Check the name and try again."]}) from error
    if len(upload.content) > limit:
        raise too_large(upload.name, len(upload.content), limit)
    if not upload.content.strip():
        raise InvalidData({"file": [f"{upload.name} is empty. Choose the file that has the rows in it."]})
    return upload


def members(
    given: Given, suffixes: tuple[str, ...], *, folder: str = "", limit: int = LARGEST_FILE
) -> Iterator[Upload]:
    """Every file of a folder or a zip archive that ends in one of `suffixes`, by name, with its path inside. Where an
    archive has a `folder` of this name, only what is in it.

    Raises InvalidData for a path that is neither, and for an archive that unpacks to more than the limits.
    """
    if isinstance(given, Path | str) and Path(given).is_dir():
        root = Path(given)
        for path in sorted(root.rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield (
                    opened(path, limit=limit)
                    if path.stat().st_size > limit
                    else Upload(path.relative_to(root).as_posix(), path.read_bytes())
                )
        return
    yield from _unzipped(opened(given, limit=max(limit, LARGEST_ARCHIVE)), suffixes, folder)


def _unzipped(upload: Upload, suffixes: tuple[str, ...], folder: str = "") -> Iterator[Upload]:
    try:
        with zipfile.ZipFile(BytesIO(upload.content)) as archive:
            wanted = sorted((m for m in archive.infolist() if _wanted(m, suffixes)), key=lambda m: m.filename)
            inside = [m for m in wanted if folder in PurePosixPath(m.filename).parts[:-1]]
            wanted = inside or wanted
            if len(wanted) > MOST_MEMBERS or sum(m.file_size for m in wanted) > LARGEST_UNPACKED:
                raise InvalidData(
                    {"file": [f"{upload.name} unpacks to too much. Zip only the folder of the one state you need."]}
                )
            for member in wanted:
                with archive.open(member) as opened_member:
                    yield Upload(member.filename, opened_member.read(member.file_size + 1))
    # RuntimeError is what zipfile says of a password, and of a compression it does not know.
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
        raise InvalidData(
            {"file": [f"{upload.name} is not a folder or a zip archive that can be read. Zip the folder again."]}
        ) from error


def _wanted(member: zipfile.ZipInfo, suffixes: tuple[str, ...]) -> bool:
    path = PurePosixPath(member.filename)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    hidden = any(part.startswith(("__MACOSX", ".")) for part in path.parts)
    return path.suffix in suffixes and not is_link and not hidden and not member.is_dir()
