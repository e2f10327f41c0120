"""Words that sentences of every room are made with."""

from collections.abc import Sequence


def listing(words: Sequence[str], last: str = "and") -> str:
    """Names in a sentence: "Ann, Bo and Cy"."""
    *rest, final = words or [""]
    return f"{', '.join(rest)} {last} {final}" if rest else final
