"""Words that sentences of every room are made with."""

from collections.abc import Sequence

from natsort import natsort_keygen, ns

NATURAL = natsort_keygen(alg=ns.IGNORECASE)  # numbers before text; in text "District 9" before "District 10"


def listing(words: Sequence[str], last: str = "and") -> str:
    """Names in a sentence: "Ann, Bo and Cy"."""
    *rest, final = words or [""]
    return f"{', '.join(rest)} {last} {final}" if rest else final
