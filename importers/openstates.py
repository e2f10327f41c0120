"""Open States people and committees of any state: a folder (or a zip of it) as github.com/openstates/people has them.

Chambers, districts and seats come from the files. Ids are re-used there for successors; the import engine sees to
it that nobody inherits another's relationships. What the files no longer have ends on the date of the source.
"""

from collections.abc import Iterator
from itertools import chain

from crm.errors import InvalidData
from crm.imports.drafts import (
    BY_IDENTIFIER,
    BY_NAME,
    LEAVE_OUT,
    SAME_PERSON,
    Choice,
    Draft,
    DraftLink,
    DraftRecord,
    Option,
    Place,
    RowError,
    Whole,
)  # fmt: skip
from crm.stakeholders.chambers import WHOLE
from crm.stakeholders.names.folding import folded, same_family
from crm.stakeholders.names.given_names import same_given
from crm.stakeholders.names.person_names import alias_shares_given, read_person
from crm.stakeholders.posts import OLD_SEAT
from importers.openstates_files import COMMITTEES, LEGISLATURE, Committee, Files, Role, Someone, read_files
from importers.openstates_seats import (
    District,
    Seats,
    count_seats,
    district_of,
    doubled_errors,
    is_current,
    listed_as_former,
)
from importers.states import STATES, Chamber, State
from importers.upload import Given

KIND, SOURCE = "openstates", "Open States"
PERSON_SCHEME, BODY_SCHEME = "ocd-person", "ocd-organization"
OFFICE_TITLES = {"lt_governor": "Lieutenant Governor"}


def read(given: Given, *, as_of: str, state: str = "") -> Draft:
    """The draft of a state's folder. `as_of` is the day of the copy (ISO); `state` chooses among several.

    Raises InvalidData ("file") when there is nothing to read.
    """
    files = read_files(given, state.lower())
    if not files.people and not files.committees:
        raise InvalidData(
            {"file": ["None of the files could be read.", *(error.message for error in files.errors[:3])]}
        )
    return _Folder(files, as_of).draft()


class _Folder:
    """The records and relationships of one folder's files, gathered."""

    def __init__(self, files: Files, as_of: str) -> None:
        self.files, self.as_of = files, as_of
        towns = [p for p in files.people if p.roles and not any(role.state for role in p.roles)]
        files.people = [p for p in files.people if p not in towns]
        self.seats = count_seats(files.people, as_of)
        self.errors = [*files.errors, *doubled_errors(self.seats, {d: seat_label(d, 1, 1) for d in self.seats.counts})]
        self.notices = [*files.notices, *_told(towns, self.seats)]
        self.choices: list[Choice] = []
        self.names = {person.id: person.name for person in files.people}

    def draft(self) -> Draft:
        """Records first, then the relationships between them."""
        committees = sorted(
            self.files.committees, key=lambda c: (c.classification == "subcommittee", c.chamber, c.name)
        )
        records = [
            *self._bodies(), *self._seats(), *self._old_seats(), *map(self._committee, committees),
            *map(self._person, self.files.people),
            *self._offices(),
        ]  # fmt: skip
        links = list(chain(self._seat_links(), *map(self._holdings, self.files.people), self._sittings(committees)))
        if self.seats.vacant:
            seats = "1 seat has" if self.seats.vacant == 1 else f"{self.seats.vacant} seats have"
            self.notices.append(f"{seats} no member listed now.")
        chambers = sorted({district[:2] for district in self.seats.counts})
        flawed = {(role.place.file, role.place.field) for p in self.files.people for role in p.flawed}
        hurt = {e.file for e in self.errors if e.field.startswith(("roles", "members")) and not _is_at(e, flawed)}
        folders = self.files.broken | {file.partition("/")[0] for file in hurt}
        complete = LEGISLATURE in self.files.folders and LEGISLATURE not in folders
        whole = [Whole("HOLDS", prefix=f"{state}|{chamber}|") for state, chamber in chambers if complete]
        whole.append(Whole("MEMBER_OF", frozenset(c.id for c in committees if c.place.file not in hurt)))
        if folders:
            self.notices.append(
                "Because some files could not be read in full, what is missing here is not taken as ended."
            )
        states = {c.state for c in committees}
        all_committees = COMMITTEES in self.files.folders and COMMITTEES not in self.files.broken and len(states) == 1
        return Draft(
            kind=KIND,
            source=SOURCE,
            as_of=self.as_of,
            records=tuple(records),
            links=tuple(links),
            errors=tuple(sorted(self.errors, key=lambda e: (e.file, e.row or 0))),
            notices=tuple(self.notices),
            choices=tuple(self.choices),
            whole=tuple(whole),
            held_back=frozenset(self._held_back()),
            bodies=("committee", states.pop()) if all_committees else None,
        )

    def _bodies(self) -> Iterator[DraftRecord]:
        """The legislature and its chambers, of every state that the files are about."""
        chambers = {d[:2] for d in self.seats.counts} | {(c.state, c.chamber) for c in self.files.committees}
        for code in sorted({state for state, _ in chambers}):
            kinds = sorted({chamber for state, chamber in chambers if state == code} - {WHOLE})
            known = known_state(code)
            yield self._body(known, WHOLE, known.legislature, "", "legislature")
            for kind in kinds or [WHOLE]:
                words = known.chamber(kind)
                yield self._body(known, kind, words.full_name, words.name, "chamber")

    def _body(self, state: State, chamber: str, name: str, short: str, classification: str) -> DraftRecord:
        values = {
            "name": name, "key_name": folded(name), "classification": classification, "chamber": chamber,
            "jurisdiction": state.code,
        }  # fmt: skip
        return DraftRecord(
            ref=body_ref(state.code, chamber, classification),
            label="Organization",
            kind="Chambers",
            name=name,
            values=values | ({"short_name": short} if short else {}),
            place=Place(KIND),
            find=BY_NAME,
        )

    def _seats(self) -> Iterator[DraftRecord]:
        for district, count in sorted(self.seats.counts.items()):
            state, chamber, number = district
            words = chamber_words(district)
            area = area_key(district)
            named = seat_label(district, 1, 1)
            values = {
                "key": area,
                "classification": "legislative_district",
                "name": named,
                "chamber": chamber,
                "district": number,
            }
            yield DraftRecord(area, "Area", "Legislative districts", named, values, Place(KIND))
            for seat in range(1, count + 1):
                label = seat_label(district, seat, count)
                key = post_key(district, seat)
                post = {
                    "key": key, "role": "member", "label": label, "title": words.title, "chamber": chamber,
                    "district": number, "seat": seat, "jurisdiction": state,
                }  # fmt: skip
                yield DraftRecord(key, "Post", "Seats", label, post, Place(KIND))

    def _old_seats(self) -> Iterator[DraftRecord]:
        """A seat of each district that is no longer drawn, for those who held it: nobody holds it now."""
        for district in sorted(self.seats.old):
            state, chamber, number = district
            label, key = f"{seat_label(district, 1, 1)} (old district)", post_key(district, 1)
            post = {
                "key": key, "role": OLD_SEAT, "label": label, "title": chamber_words(district).title,
                "chamber": chamber, "district": number, "jurisdiction": state,
            }  # fmt: skip
            yield DraftRecord(key, "Post", "Seats of old districts", label, post, Place(KIND))

    def _held_back(self) -> Iterator[str]:
        """The seats that a role with wrong dates is about: nobody’s time in them is taken as ended."""
        for role in (role for person in self.files.people for role in person.flawed if role.in_chamber):
            yield from (post_key(district_of(role), seat) for seat in range(1, self._seats_in(district_of(role)) + 1))

    def _seats_in(self, district: District) -> int:
        return self.seats.counts.get(district, 1)

    def _seat_links(self) -> Iterator[DraftLink]:
        """Seats in their chambers and districts; chambers in their legislature."""
        made = {(record.ref, record.values["classification"]) for record in self._bodies()}
        for ref, classification in sorted(made):
            if classification == "chamber":
                yield DraftLink("PART_OF", "", ref, (body_ref(ref.split("|")[1], WHOLE, "legislature"),), Place(KIND))
        for district in sorted(self.seats.old):
            yield DraftLink("IN", "", post_key(district, 1), (body_ref(*district[:2], "chamber"),), Place(KIND))
        for district, count in sorted(self.seats.counts.items()):
            for seat in range(1, count + 1):
                key = post_key(district, seat)
                yield DraftLink("IN", "", key, (body_ref(*district[:2], "chamber"),), Place(KIND))
                yield DraftLink("REPRESENTS", "", key, (area_key(district),), Place(KIND))

    def _offices(self) -> Iterator[DraftRecord]:
        seen = set()
        for role in (role for person in self.files.people for role in person.roles):
            key = office_key(role)
            if role.in_chamber or not role.state or key in seen:
                continue
            seen.add(key)
            title = OFFICE_TITLES.get(role.type, role.type.replace("_", " ").title()).replace(" Of ", " of ")
            label = f"{title} of {known_state(role.state).name}"
            values = {
                "key": key,
                "role": role.type.replace(" ", "_"),
                "label": label,
                "title": title,
                "jurisdiction": role.state,
            }
            yield DraftRecord(key, "Post", "State offices", label, values, role.place)

    def _person(self, person: Someone) -> DraftRecord:
        names = [read_person(alias) for alias in person.aliases]
        given, family = person.values.get("given_name", ""), person.values.get("family_name", "")
        mine = (given, person.values.get("middle_name", ""), person.name)
        sure = [alias for alias in person.aliases if alias_shares_given(alias, mine, family)]
        linked = [word for alias in sure for word in folded(alias).split() if len(word) > 2]
        doubtful = [alias for alias in person.aliases if not alias_shares_given(alias, (*mine, *linked), family)]
        suffixes = [
            n.suffix for n in names if n.suffix and same_family(n.family, family) and same_given(n.given, given)
        ]
        values = dict(person.values)
        if suffixes and "suffix" not in values:
            values["suffix"] = suffixes[0]
        if kept := [alias for alias in person.aliases if alias not in doubtful]:
            values["other_names"] = kept
        return DraftRecord(
            ref=person.id,
            label="Person",
            kind="People",
            name=person.name,
            values=values,
            place=person.place,
            find=BY_IDENTIFIER,
            identifiers=((PERSON_SCHEME, person.id.removeprefix("ocd-person/")),),
            listed_as=given or read_person(person.name).given,
            if_chosen=self._ask_aliases(person, doubtful),
        )

    def _ask_aliases(self, person: Someone, aliases: list[str]) -> tuple[tuple[str, str, str], ...]:
        if not aliases:
            return ()
        listed = ", ".join(f"“{alias}”" for alias in aliases)
        verb = "Are these other names" if len(aliases) > 1 else "Is this another name"
        choice = Choice(
            id=f"aliases|{person.id}",
            question=f"{verb} of {person.name}: {listed}? The source hands names on to successors.",
            options=(
                Option(LEAVE_OUT, "No, or not sure: leave out"),
                Option(SAME_PERSON, f"Yes, {person.name} goes by that too"),
            ),
            places=(person.place.at("other_names"),),
            default=LEAVE_OUT,
            group="Other names",
        )
        self.choices.append(choice)
        return tuple((choice.id, "other_names", alias) for alias in aliases)

    def _holdings(self, person: Someone) -> Iterator[DraftLink]:
        """The seats and offices of one person, each spell once, as long as the longest listing of it."""
        spells: dict[tuple[str, str], Role] = {}
        for role in person.roles:
            if role.state and self._usable(person, role):
                key = (role.type + role.district, role.start)
                if key not in spells or (spells[key].end or "9999") < (role.end or "9999"):
                    spells[key] = role
        for role in spells.values():
            dates = {"start_date": role.start, "end_date": role.end}
            values = {name: value for name, value in dates.items() if value}
            yield DraftLink("HOLDS", "Seats and offices held", person.id, self._posts(role), role.place, values)

    def _usable(self, person: Someone, role: Role) -> bool:
        district = district_of(role)
        if is_current(role, self.as_of) and listed_as_former(person):
            self.errors.append(
                RowError.at(
                    role.place, f"{person.name} is among former members, but this role has no end. Set end_date."
                )
            )
            return False
        if not role.in_chamber:
            return True
        doubled = {one.id for one, _ in self.seats.doubled.get(district, ())}
        return not (person.id in doubled and is_current(role, self.as_of))

    def _posts(self, role: Role) -> tuple[str, ...]:
        if not role.in_chamber:
            return (office_key(role),)
        district = district_of(role)
        return tuple(post_key(district, seat) for seat in range(1, self._seats_in(district) + 1))

    def _committee(self, committee: Committee) -> DraftRecord:
        values = {
            "name": committee.name, "key_name": folded(committee.name), "classification": committee.classification,
            "chamber": committee.chamber, "jurisdiction": committee.state,
        }  # fmt: skip
        return DraftRecord(
            ref=committee.id,
            label="Organization",
            kind="Committees",
            name=committee.name,
            values=values,
            place=committee.place,
            find=BY_IDENTIFIER,
            identifiers=((BODY_SCHEME, committee.id.removeprefix("ocd-organization/")),),
        )

    def _sittings(self, committees: list[Committee]) -> Iterator[DraftLink]:
        single = {
            state: {c for s, c, _ in self.seats.counts if s == state} == {WHOLE}
            for state in {c.state for c in committees}
        }
        parents = {committee.id: committee.id for committee in committees}
        parents |= {f"{committee.chamber}|{committee.name}": committee.id for committee in committees}
        for committee in committees:
            kind = "chamber" if committee.chamber != WHOLE or single[committee.state] else "legislature"
            chamber = body_ref(committee.state, committee.chamber, kind)
            parent = parents.get(committee.parent) or parents.get(f"{committee.chamber}|{committee.parent}") or chamber
            yield DraftLink("PART_OF", "", committee.id, (parent,), committee.place)
            for member in committee.members:
                person = member.person_id or self._by_name(member.name)
                if person not in self.names:
                    self.errors.append(RowError.at(member.place, _who(member.name, committee.name)))
                    continue
                dates = {"role": member.role, "start_date": member.start, "end_date": member.end}
                values = {name: value for name, value in dates.items() if value}
                yield DraftLink("MEMBER_OF", "Committee memberships", person, (committee.id,), member.place, values)

    def _by_name(self, name: str) -> str:
        """The one person of that name in the files; "" when there is none or more than one."""
        found = [id_ for id_, other in self.names.items() if folded(other) == folded(name)]
        return found[0] if len(found) == 1 else ""


def _told(towns: list[Someone], seats: Seats) -> Iterator[str]:
    """What is said once for all of its kind."""
    if towns:
        named = ", ".join(person.name for person in towns[:5]) + (" and others" if len(towns) > 5 else "")
        were = "One who held only a town’s office was" if len(towns) == 1 else f"{len(towns)} of towns’ offices were"
        yield f"{were} left out: {named}."
    if seats.old:
        some = ", ".join(seat_label(district, 1, 1) for district in sorted(seats.old)[:5])
        yield f"{len(seats.old)} districts are no longer drawn ({some}...): who sat for them is kept, as in the past."
    if seats.unknown:
        some = ", ".join(seat_label(district, 1, 1) for district in seats.unknown)
        yield f"The files have districts that the table of seats has not: {some}. They were read with one seat each."


def _is_at(error: RowError, places: set[tuple[str, str]]) -> bool:
    return any(error.file == file and error.field.startswith(field) for file, field in places)


def _who(name: str, committee: str) -> str:
    return (
        f"{name or 'This member'} of {committee} is none of the people in the folder, so this membership was left out. "
        "Add the person’s file, or correct person_id."
    )


def known_state(code: str) -> State:
    """The state of a code; an unknown one is named by its code."""
    return STATES.get(code) or State(code, code.upper(), "")


def chamber_words(district: District) -> Chamber:
    """How a district's chamber and members are called."""
    return known_state(district[0]).chamber(district[1])


def seat_label(district: District, seat: int, count: int) -> str:
    """ "House District 37"; "House, Belknap 6, seat 2" where districts have names and elect several."""
    name, number = chamber_words(district).name, district[2]
    label = f"{name} District {number}" if number[:1].isdigit() and len(number) <= 4 else f"{name}, {number}"
    return f"{label}, seat {seat}" if count > 1 else label


def post_key(district: District, seat: int) -> str:
    return "|".join((*district, str(seat)))


def area_key(district: District) -> str:
    return "|".join(("legislative_district", *district))


def office_key(role: Role) -> str:
    return f"{role.state}|executive|{role.type.replace(' ', '_')}|1"


def body_ref(state: str, chamber: str, classification: str) -> str:
    return f"{classification}|{state}|{chamber}"
