"""How many seats each district of a chamber has, and who holds which: worked out from the members listed.

Open States gives no seat counts. In a chamber where many districts list several members, districts elect several and
each member has a seat. Elsewhere two members of one district are a mistake of the list, which is refused by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.imports.drafts import RowError
from importers.openstates_files import LEGISLATURE, RETIRED, Role, Someone

ELECTS_SEVERAL = 0.1  # from this share of a chamber's districts with several members on, it is the chamber's rule

District = tuple[str, str, str]


@dataclass(frozen=True)
class Seats:
    """`counts` is the number of seats of each (state, chamber, district). `doubled` districts list too many members."""

    counts: Mapping[District, int]
    doubled: Mapping[District, tuple[tuple[Someone, Role], ...]]
    vacant: int = 0


def district_of(role: Role) -> District:
    """The state, chamber and district that a role is in."""
    return (role.state, role.type, role.district)


def is_current(role: Role, as_of: str) -> bool:
    """Whether a role is held on that day; an end in the future is not an end yet."""
    return (role.end or "9999") > as_of


def count_seats(people: Iterable[Someone], as_of: str) -> Seats:
    """The seats of every district that has a member now, or had one and lies among those that do."""
    members: dict[District, dict[str, tuple[Someone, Role]]] = defaultdict(dict)
    former: set[District] = set()
    for person in people:
        for role in person.roles:
            if not role.in_chamber or not role.state:
                continue
            if is_current(role, as_of) and person.folder == LEGISLATURE:
                members[district_of(role)].setdefault(person.id, (person, role))
            else:
                former.add(district_of(role))
    several = _chambers_of_several(members)
    counts = {d: len(held) if d[:2] in several else 1 for d, held in members.items()}
    doubled = {d: tuple(held.values()) for d, held in members.items() if len(held) > counts[d]}
    vacant = [d for d in former - set(counts) if _lies_among(d, counts)]
    counts |= dict.fromkeys(vacant, 1)
    return Seats(counts, doubled, len(vacant))


def _chambers_of_several(members: Mapping[District, Mapping[str, object]]) -> set[tuple[str, str]]:
    by_chamber: dict[tuple[str, str], list[int]] = defaultdict(list)
    for district, held in members.items():
        by_chamber[district[:2]].append(len(held))
    return {
        chamber
        for chamber, sizes in by_chamber.items()
        if sum(1 for size in sizes if size > 1) > ELECTS_SEVERAL * len(sizes)
    }


def _lies_among(district: District, counts: Mapping[District, int]) -> bool:
    """Whether a district without a member is a gap in the chamber's numbers, and so a vacant seat of today."""
    numbers = [int(d[2]) for d in counts if d[:2] == district[:2] and d[2].isdigit()]
    return district[2].isdigit() and bool(numbers) and 1 <= int(district[2]) <= max(numbers)


def doubled_errors(seats: Seats, named: Mapping[District, str]) -> list[RowError]:
    """One error for each member of a district that lists more members than it elects."""
    found = []
    for district, held in seats.doubled.items():
        for person, role in held:
            others = " and ".join(f"{o.name} ({o.place.file})" for o, _ in held if o.id != person.id)
            place = role.place.at("roles")
            found.append(
                RowError.at(
                    place,
                    f"{named[district]} cannot have two holders at once: {person.name}, and {others}. Neither was "
                    "taken. Set end_date in the file of the one who left, then import again.",
                )
            )
    return found


def listed_as_former(person: Someone) -> bool:
    """Whether the file says that nothing is held any more."""
    return person.folder == RETIRED
