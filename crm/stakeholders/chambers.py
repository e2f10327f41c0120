"""The chambers of a legislature, by the names Open States gives them, and the words people use for each."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

LOWER, UPPER, WHOLE = "lower", "upper", "legislature"
CHAMBERS = {LOWER: "House", UPPER: "Senate", WHOLE: "Legislature"}
OF_COMMITTEES = CHAMBERS | {WHOLE: "Joint"}  # a committee of the whole legislature has members of both chambers
LETTERS = {LOWER: "HD", UPPER: "SD", WHOLE: "LD"}
SEARCHED = {LOWER: "house hd rep", UPPER: "senate sd sen", WHOLE: "legislature ld"}


def chamber_name(chamber: str | None) -> str:
    """ "House" for "lower"; a chamber of another name as it is."""
    return CHAMBERS.get(chamber or "", chamber or "")


def committee_chamber(chamber: str | None) -> str:
    """The word before a committee's name, "House", "Senate" or "Joint"; nothing where no chamber is known."""
    return OF_COMMITTEES.get(chamber or "", "")


CHAMBERS_HERE = """
MATCH (chamber:Organization {classification: 'chamber'})
WHERE chamber.chamber IS NOT NULL AND chamber.deleted_at IS NULL
RETURN collect(DISTINCT chamber.chamber) AS keys
"""


def chambers_here(tx: "ManagedTransaction") -> dict[str, str]:
    """The chambers on record by key, with the words for each; all that there may be while there is none."""
    here = tx.run(CHAMBERS_HERE).single(strict=True)["keys"]
    return {key: name for key, name in CHAMBERS.items() if not here or key in here}


OUR_STATE = """
MATCH (chamber:Organization {classification: 'chamber'})
WHERE chamber.jurisdiction IS NOT NULL AND chamber.deleted_at IS NULL
RETURN chamber.jurisdiction AS code, sum(COUNT { (chamber)<-[:IN]-(:Post) }) AS seats
ORDER BY seats DESC, code LIMIT 1
"""


def our_state(tx: "ManagedTransaction") -> str | None:
    """The code, in lower case, of the state whose legislature is here; of several, the one with most seats."""
    row = tx.run(OUR_STATE).single()
    return str(row["code"]) if row else None
