"""How many seats each district of a chamber has, and who holds which.

The table of seats says it for every state, also where a seat is vacant. Where the files are about a made-up state, or
about a few members only, the members listed say it: in a chamber where many districts list several members, districts
elect several and each member has a seat. Two members of a district with one seat are refused by name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm.imports.drafts import RowError
from importers.openstates_files import LEGISLATURE, RETIRED, Role, Someone
from importers.seat_table import seats_of

ELECTS_SEVERAL = 0.1  # from this share of a chamber's districts with several members on, it is the chamber's rule
COVERS = 0.5  # from this share of a chamber's districts on, the files are of the whole chamber

District = tuple[str, str, str]
Held = Mapping[District, Mapping[str, tuple[Someone, Role]]]


@dataclass(frozen=True)
class Seats:
    """`counts` is the number of seats of each (state, chamber, district). `doubled` districts list too many members.

    `old` districts are no longer drawn: nobody holds them now. `unknown` are drawn only according to the files.
    """

    counts: Mapping[District, int]
    doubled: Mapping[District, tuple[tuple[Someone, Role], ...]]
    vacant: int = 0
    old: frozenset[District] = frozenset()
    unknown: tuple[District, ...] = ()


def district_of(role: Role) -> District:
    """The state, chamber and district that a role is in."""
    return (role.state, role.type, role.district)


def is_current(role: Role, as_of: str) -> bool:
    """Whether a role is held on that day; an end in the future is not an end yet."""
    return (role.end or "9999") > as_of


def count_seats(people: Iterable[Someone], as_of: str) -> Seats:
    """The seats of every district that is drawn now, and the old districts that somebody is known to have sat for."""
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
    counts, unknown = _drawn(members, former)
    doubled = {d: tuple(held.values()) for d, held in members.items() if len(held) > counts[d]}
    vacant = sum(max(0, count - len(members.get(district, {}))) for district, count in counts.items())
    return Seats(counts, doubled, vacant, frozenset(former - set(counts)), unknown)


def _drawn(members: Held, former: set[District]) -> tuple[dict[District, int], tuple[District, ...]]:
    """The seats of each district, and the districts that the table of seats does not have."""
    several = _chambers_of_several(members)
    counts: dict[District, int] = {}
    unknown: list[District] = []
    for chamber in {district[:2] for district in members}:
        listed = {district: held for district, held in members.items() if district[:2] == chamber}
        table = {(*chamber, name): seats for name, seats in seats_of(*chamber).items()}
        if table and len(set(listed) & set(table)) >= COVERS * len(table):
            unknown += set(listed) - set(table)
            counts |= table | {district: 1 for district in listed if district not in table}
        else:
            counts |= {d: len(held) if chamber in several else 1 for d, held in listed.items()}
            counts |= {d: 1 for d in former if d[:2] == chamber and d not in counts and _lies_among(d, counts)}
    return counts, tuple(sorted(unknown))


def _chambers_of_several(members: Held) -> set[tuple[str, str]]:
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
    names = {d[2] for d in counts if d[:2] == district[:2]}
    numbers = [int(name) for name in names if name.isdigit()]
    divided = any(name[:-1] == district[2] and name[-1].isalpha() for name in names)  # 7A and 7B took the place of 7
    return district[2].isdigit() and not divided and bool(numbers) and 1 <= int(district[2]) <= max(numbers)


def doubled_errors(seats: Seats, named: Mapping[District, str]) -> list[RowError]:
    """One error for each member of a district that lists more members than it elects."""
    found = []
    for district, held in seats.doubled.items():
        for person, role in held:
            others = " and ".join(f"{o.name} ({o.place.file})" for o, _ in held if o.id != person.id)
            place = role.place.at("roles")
            count = seats.counts[district]
            many = "two holders at once" if count == 1 else f"more than {count} holders at once"
            found.append(
                RowError.at(
                    place,
                    f"{named[district]} cannot have {many}: {person.name}, and {others}. None was "
                    "taken. Set end_date in the file of the one who left, then import again.",
                )
            )
    return found


def listed_as_former(person: Someone) -> bool:
    """Whether the file says that nothing is held any more."""
    return person.folder == RETIRED
