"""A foreign file is read in a process of its own, with a limit of memory and of time: whatever it does to its reader,
the site goes on.

The reader gets the file and what was said beside it, and answers with the draft. Only the plain parts of a draft are
taken from it, and nothing of ours but the way to the packages is in its environment.
"""

import io
import logging
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import psutil

from crm.errors import InvalidData
from crm.imports import drafts
from crm.imports.drafts import Draft
from importers.upload import MEGABYTE, Given, Upload

MEMORY = 1024 * MEGABYTE
SECONDS = 120.0
LOOK_EVERY = 0.1
FAULT = 1  # how Python ends on a fault of the reader; out of memory it ends in many ways
WRONG = "wrong"
UNREADABLE = "cannot be read"
TOO_MUCH = f"cannot be read within {MEMORY // MEGABYTE} MB of memory"
TOO_LONG = f"cannot be read within {SECONDS / 60:.0f} minutes"
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG")

logger = logging.getLogger("crm.imports")
_one_at_a_time = threading.Semaphore(1)  # two large files at once would take the memory twice


def read(kind: str, given: Given, *, as_of: str, options: Mapping[str, str] | None = None) -> Draft:
    """`importers.sources.read` in a process of its own.

    Raises InvalidData, also (field "file") for a file that needs more than MEMORY bytes or SECONDS, or that its reader
    did not survive.
    """
    found = _asked(given, "draft", kind, as_of, dict(options or {}))
    if isinstance(found, Draft):
        return found
    raise _refused(_name(given), UNREADABLE)


def read_map(given: Given, *, chamber: str = "", state: str = "") -> dict[str, Any]:
    """`importers.boundaries.read` in a process of its own. Raises InvalidData, as `read` does."""
    return dict(_asked(given, "map", chamber, state))


def read_picture(given: Given) -> bytes:
    """`importers.portraits.read` in a process of its own. Raises InvalidData, as `read` does."""
    return bytes(_asked(given, "picture")["picture"])


def _asked(given: Given, task: str, *said: object) -> Any:
    """What the reader answers to a task: plain, or a draft."""
    with _one_at_a_time:
        answer = _answer(_name(given), pickle.dumps((task, given, *said)))
    try:
        found = _Plain(io.BytesIO(answer)).load()
    except (pickle.UnpicklingError, EOFError):
        raise _refused(_name(given), UNREADABLE) from None
    if isinstance(found, dict) and WRONG in found:
        raise InvalidData(found[WRONG])
    return found


def _name(given: Given) -> str:
    return given.name if isinstance(given, Upload) else Path(given).name


def _answer(name: str, request: bytes) -> bytes:
    """What the reader wrote; it is ended when it takes too much."""
    command = [sys.executable, "-P", "-m", "importers.apart"]
    with TemporaryFile() as asked, TemporaryFile() as answer, TemporaryFile() as said:
        asked.write(request)
        asked.seek(0)
        with subprocess.Popen(command, stdin=asked, stdout=answer, stderr=said, env=_environment()) as reader:
            try:
                ended = _watched(reader, name)
            finally:
                reader.kill()
        for written in (answer, said):
            written.seek(0)
        if ended == 0:
            return answer.read()
        last = said.read()[-2000:].decode(errors="replace")
    logger.warning("the reader of %s ended with %s: %s", name, ended, last)
    raise _refused(name, UNREADABLE if ended == FAULT else TOO_MUCH)


def _watched(reader: "subprocess.Popen[bytes]", name: str) -> int:
    """How the reader ended."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            return reader.wait(LOOK_EVERY)
        except subprocess.TimeoutExpired:
            if _memory(reader.pid) > MEMORY:
                raise _refused(name, TOO_MUCH) from None
            if time.monotonic() > until:
                raise _refused(name, TOO_LONG) from None


def _refused(name: str, what: str) -> InvalidData:
    advice = "Save only the list that you need as a new .xlsx or CSV file, or split it, then try again."
    return InvalidData({"file": [f"{name} {what}. {advice}"]})


def _memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONIOENCODING": "utf-8"}


class _Plain(pickle.Unpickler):
    """Takes what a draft is made of and nothing else, so that a reader led astray can hand over no code."""

    def find_class(self, module: str, name: str) -> Any:
        if module == drafts.__name__ and name in vars(drafts):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a draft")


# In the reader


def _draft(given: Given, kind: str, as_of: str, options: Mapping[str, str]) -> Draft:
    from importers import sources

    return sources.read(kind, given, as_of=as_of, options=options)


def _map(given: Given, chamber: str, state: str) -> dict[str, Any]:
    from importers import boundaries

    return boundaries.read(given, chamber, state)


def _picture(given: Given) -> dict[str, bytes]:
    from importers import portraits

    return portraits.read(given)


TASKS: Mapping[str, Callable[..., Any]] = {"draft": _draft, "map": _map, "picture": _picture}


def _limit() -> None:
    """Where the system has such limits they hold at once; elsewhere the site looks on from outside."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) + 10, int(SECONDS) + 10))
    if sys.platform == "linux":
        # Addresses, of which libraries reserve more than they use.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY + MEMORY // 2, MEMORY + MEMORY // 2))
        Path("/proc/self/oom_score_adj").write_text("1000")  # short of memory, this process goes first


def answered(request: bytes) -> Any:
    """The draft or what was drawn; or, under WRONG, what is wrong with the file by field."""
    task, given, *said = pickle.loads(request)  # noqa: S301 - the site itself wrote it
    try:
        return TASKS[task](given, *said)
    except InvalidData as error:
        return {WRONG: error.errors}
    except MemoryError:
        os._exit(FAULT + 1)


def main(asked: BinaryIO, answer: BinaryIO) -> None:
    """Read one file, as asked on one stream, and answer on the other."""
    _limit()
    pickle.dump(answered(asked.read()), answer, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
