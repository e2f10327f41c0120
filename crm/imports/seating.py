"""Who may hold which seat after an import: never two at once. Pure.

A seat that an earlier import filled goes to the successor, and the one before ends when the successor began. A holder
typed in by hand, or named by a newer source, stands in the way and is named. Where a district elects several, whoever
had a seat keeps it, and newcomers take the free ones.
"""

from collections import defaultdict
from collections.abc import Sequence

from crm.imports.existing_records import StoredLink
from crm.imports.import_plan import ENDED
from crm.imports.match_outcomes import Resolved
from crm.imports.relationship_comparison import Comparison, Placed
from crm.office_time import in_words
from crm.stakeholders.posts import SHARED_ROLES


def settle(work: Comparison, placed: Sequence[Placed]) -> None:
    """Write the new holdings among `placed`, after those already known were matched."""
    now = work.draft.as_of
    held: dict[str, list[StoredLink]] = defaultdict(list)
    for stored in work.stored:
        held[stored.end].append(stored)
    open_now = [one for one in placed if one.is_open(now)]
    taken = {work.matched[id(one)].end: one.start.name for one in open_now if id(one) in work.matched}
    for one in placed:
        if id(one) in work.matched:
            continue
        end = _seat(work, one, held, taken) if one in open_now and not _is_shared(one) else one.ends[0]
        if end is not None:
            work.make(one, end)


def _is_shared(one: Placed) -> bool:
    return one.ends[0].record.values.get("role") in SHARED_ROLES


def _seat(work: Comparison, one: Placed, held: dict[str, list[StoredLink]], taken: dict[str, str]) -> Resolved | None:
    """The first seat of the alternatives that nobody keeps; None, with an error, when there is none."""
    reasons = []
    for end in sorted(one.ends, key=lambda end: _present(work, held[end.id], one) != []):
        present = _present(work, held[end.id], one)
        fixed = next((s for s in present if _is_fixed(work, s)), None)
        if end.id in taken:
            reasons.append(f"{end.name} cannot have two holders at once: {taken[end.id]} and {one.start.name}.")
        elif fixed is not None:
            reasons.append(_in_the_way(one, end, fixed))
        else:
            for stored in present:
                work.change(
                    stored, ENDED, {"end_date": _end(work, stored, one), "end_reason": "succeeded"}, one.link.kind
                )
            taken[end.id] = one.start.name
            return end
    work.refuse(one, " ".join(reasons))
    return None


def _present(work: Comparison, stored: Sequence[StoredLink], one: Placed) -> list[StoredLink]:
    """Those who hold a seat now and whom the file does not list there any more."""
    return [s for s in stored if s.is_open(work.draft.as_of) and id(s) not in work.settled and s.start != one.start.id]


def _is_fixed(work: Comparison, stored: StoredLink) -> bool:
    return not stored.importer or work.is_newer(stored) or "end_date" in stored.values.get("corrected", ())


def _end(work: Comparison, stored: StoredLink, successor: Placed) -> str:
    """When the one before ended: as the successor began, if that fits, else by the day of the source."""
    began = str(successor.values.get("start_date", ""))
    return began if str(stored.values.get("start_date", "")) < began <= work.draft.as_of else work.draft.as_of


def _in_the_way(one: Placed, end: Resolved, stored: StoredLink) -> str:
    said = str(stored.values.get("source", "somebody"))
    said = said[:1].lower() + said[1:] if said.startswith("Typed") else said
    as_of = f", {in_words(stored.values['as_of'])}" if stored.values.get("as_of") else ""
    return (
        f"{end.name} cannot have two holders at once: {stored.start_name} ({said}{as_of}) and {one.start.name}. "
        f"End {stored.start_name}’s time there first, or leave it as it is."
    )
