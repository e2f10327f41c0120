"""The newest public file of a kind, fetched from the one address that is set for it.

What is answered is bounded before it is read: by its size, its type and the time it takes. Only the configured host and
hosts under its name are followed, at most a few times, and never from https to plain http. What was fetched is a file
like any other: it is read in a process of its own, and previewed before anything is written.
"""

import http.client
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from crm.errors import InvalidData
from importers.upload import LARGEST_ARCHIVE, MEGABYTE, Upload

logger = logging.getLogger("crm.imports")

SECONDS, BETWEEN = 600.0, 20.0  # for the whole file, and between two pieces of it
MOST_REDIRECTS = 4
PIECE = 64 * 1024
FILE_TYPES = frozenset({
    "application/zip", "application/x-zip-compressed", "application/octet-stream", "binary/octet-stream", "text/csv",
})  # fmt: skip
WHO_ASKS = "stakeholder-graph (https://github.com)"

Progress = Callable[[int, int], None]  # bytes so far, and in all (0 where nobody says)


@dataclass(frozen=True)
class PublicFile:
    """Where a kind's newest file is: the setting that names it, the page to open by hand, and what to do there."""

    setting: str
    page: str
    by_hand: str


PUBLIC_FILES: Mapping[str, PublicFile] = {
    "openstates": PublicFile(
        "openstates_url",
        "https://github.com/openstates/people",
        "press Code, then Download ZIP, and choose the file here as it comes. A zip of your state’s folder alone, "
        "under data, will do as well.",
    ),
    "nces": PublicFile(
        "nces_url",
        "https://nces.ed.gov/ccd/files.asp",
        "choose Nonfiscal, Local Education Agency, the latest year and Directory, and choose the zip or CSV file here.",
    ),
}


def fetch(address: str, *, limit: int = LARGEST_ARCHIVE, progress: Progress = lambda done, total: None) -> Upload:
    """The file at an address, of at most `limit` bytes. Raises InvalidData (field "file"), which says what to do."""
    name = urlsplit(address).path.rpartition("/")[2][:120] or "file"
    opener = urllib.request.build_opener(_Bounded(address))
    request = urllib.request.Request(address, headers={"User-Agent": WHO_ASKS, "Accept": ", ".join(sorted(FILE_TYPES))})  # noqa: S310 - http and https only, see Settings
    try:
        with opener.open(request, timeout=BETWEEN) as answer:
            return Upload(name, _content(answer, urlsplit(address).netloc, limit, progress))
    except urllib.error.HTTPError as error:
        error.close()
        raise _refused(f"{urlsplit(address).netloc} has no such file any more (it answered {error.code}).") from None
    except (OSError, http.client.HTTPException) as error:
        logger.warning("%s cannot be reached: %s", address, error)
        raise _refused(f"{urlsplit(address).netloc} cannot be reached from here.") from None


def _content(answer: Any, host: str, limit: int, progress: Progress) -> bytes:
    kind = answer.headers.get_content_type()
    if kind not in FILE_TYPES:
        raise _refused(f"{host} answered with something else than a file ({kind}).")
    said = answer.headers.get("Content-Length", "")
    total = int(said) if said.isdigit() else 0
    until = time.monotonic() + SECONDS
    pieces: list[bytes] = []
    done = 0
    while done <= limit and total <= limit:
        piece = answer.read(PIECE)
        if not piece:
            break
        pieces.append(piece)
        done += len(piece)
        progress(done, total)
        if time.monotonic() > until:
            raise _refused(f"{host} took more than {SECONDS / 60:.0f} minutes.")
    if max(done, total) > limit:
        raise _refused(f"The file at {host} is larger than {limit // MEGABYTE} MB.")
    if done < total:
        raise _refused(f"The connection to {host} was lost half-way.")
    return b"".join(pieces)


class _Bounded(urllib.request.HTTPRedirectHandler):
    """Follows an answer only to the configured host or one under its name, and not out of https."""

    max_redirections = MOST_REDIRECTS

    def __init__(self, address: str) -> None:
        self.first = urlsplit(address)

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        to = urlsplit(newurl)
        if not may_follow(self.first.scheme, self.first.netloc, to.scheme, to.netloc):
            fp.close()
            raise _refused(f"{self.first.netloc} led to {to.netloc or 'another address'}, which is not followed.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def may_follow(scheme: str, host: str, to_scheme: str, to_host: str) -> bool:
    """Whether an answer of one host may lead to another: itself with the same scheme, or over https one under its
    name (codeload.github.com for github.com)."""
    if (to_scheme, to_host) == (scheme, host):
        return True
    return to_scheme == "https" and "@" not in to_host and (to_host == host or to_host.endswith(f".{host}"))


def _refused(what: str) -> InvalidData:
    advice = "Nothing was changed. Fetch the file by hand, as this page says, or try again."
    return InvalidData({"file": [f"{what} {advice}"]})
