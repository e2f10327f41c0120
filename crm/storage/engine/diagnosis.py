"""Why the engine did not start, in words, from the last lines of its log."""

import re
from pathlib import Path

TAIL_BYTES = 64_000
QUOTED_LINES = 6

PORT_TAKEN = r"Address already in use|BindException"

# A part of what Java or Neo4j says, and what it means for the person at the machine; the first that fits.
MEANINGS = (
    (PORT_TAKEN, "Another program uses its port. Start again: another port will be chosen."),
    (r"No space left on device|not enough space on the disk", "The disk is full. Free some space, then start again."),
    (
        r"Could not reserve enough space|Cannot allocate memory|insufficient memory|OutOfMemoryError|errno=12",
        "The machine has too little free memory. Close other programs, or set CRM_ENGINE_MEMORY lower.",
    ),
    (
        r"Permission denied|AccessDenied|Read-only file system",
        "It may not write to its folder. Mend the folder's permissions.",
    ),
    (
        r"FileLockException|store_lock|Lock file has been locked",
        "Another Neo4j process uses this folder. End it, or restart the machine, then start again.",
    ),
    (
        r"StoreUpgrade|UnableToMigrate|newer version of Neo4j|Unknown store version",
        "The graph was written by another version of Neo4j. Start the version that wrote it, or restore a backup.",
    ),
    (
        r"Checksum|corrupt|malformed|Missing log|StoreFailure",
        "The graph's files are damaged. Restore the last backup: crm restore FILE --replace.",
    ),
)


def last_lines(log: Path, start: int = 0) -> list[str]:
    """The last lines, from byte `start`, that say something: stack frames are left out."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(start, log.stat().st_size - TAIL_BYTES))
            text = stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return [line.strip() for line in text.splitlines() if line.strip() and not re.match(r"\s+(at |\.\.\. \d+)", line)]


def port_was_taken(log: Path, start: int) -> bool:
    """Whether the run that began at byte `start` of the log failed because somebody took its port first."""
    return any(re.search(PORT_TAKEN, line) for line in last_lines(log, start))


def why(log: Path, start: int, what_happened: str) -> str:
    """What happened, what it means where we know, and the log's last lines from byte `start`."""
    lines = last_lines(log, start)
    said = "\n".join(lines)
    meaning = next((meaning for pattern, meaning in MEANINGS if re.search(pattern, said)), "")
    quoted = "".join(f"\n  {line[:300]}" for line in lines[-QUOTED_LINES:])
    advice = f" {meaning}" if meaning else ""
    return f"{what_happened}{advice}\nThe last lines of {log}:{quoted or ' it is empty.'}"
