"""Who is new as superintendent, and who only seems so: pure, over everybody's spells in that office.

New is a first superintendency. Somebody who was one elsewhere has moved, who comes back to a district has returned, and
an interim time is no superintendency of their own. What the records cannot know (a career in another state) is asked,
and the answer is kept with the spell.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm.office_time import first_day, last_day

FIRST, MOVED, RETURNED, INTERIM = "first", "moved", "returned", "interim"
BEGINNINGS = {
    FIRST: "First superintendency",
    MOVED: "Was superintendent elsewhere",
    RETURNED: "Came back to this district",
    INTERIM: "Interim",
}
FIRST_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Spell:
    """One time of somebody as superintendent. Days are ISO, perhaps partial; None: not known, or still there.
    `told` is what somebody said of its beginning, a key of BEGINNINGS. `teachers` is the district's size."""

    key: str
    person_id: str
    name: str
    district_id: str
    district: str
    start: str | None
    end: str | None = None
    interim: bool = False
    told: str | None = None
    regions: tuple[str, ...] = ()
    teachers: int | None = None

    @property
    def began(self) -> date | None:
        """The first day it may have begun."""
        return first_day(self.start) if self.start else None

    def holds(self, on: date) -> bool:
        """Whether it holds on that day, the end day included."""
        return (self.began or on) <= on and (self.end is None or on <= last_day(self.end))


@dataclass(frozen=True)
class Newcomer:
    """Somebody whose spell began lately: how it began, why that is thought, and whether it should be asked."""

    spell: Spell
    beginning: str
    why: str
    is_asked: bool

    @property
    def start(self) -> date:
        return self.spell.began or date.min

    @property
    def last_day(self) -> date:
        """The last day of the first year."""
        return self.start + FIRST_YEAR - timedelta(days=1)

    @property
    def is_new(self) -> bool:
        return self.beginning == FIRST


def newcomers(spells: Sequence[Spell], *, since: date, until: date) -> list[Newcomer]:
    """Whose spell began from `since` through `until`, the latest first."""
    of: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        of[spell.person_id].append(spell)
    found = [
        _newcomer(spell, of[spell.person_id])
        for spell in spells
        if spell.began is not None and since <= spell.began <= until
    ]
    return sorted(found, key=lambda one: (-one.start.toordinal(), one.spell.name))


def _newcomer(spell: Spell, all_of: Iterable[Spell]) -> Newcomer:
    if spell.told:
        return Newcomer(spell, spell.told, "somebody said so", False)
    if spell.interim:
        return Newcomer(spell, INTERIM, "the office is held for the interim", False)
    began = spell.began or date.max
    earlier = [one for one in all_of if not one.interim and one.key != spell.key and (one.began or date.min) < began]
    same = [one for one in earlier if one.district_id == spell.district_id]
    if same:
        return Newcomer(spell, RETURNED, f"was superintendent of {spell.district} before", False)
    if earlier:
        return Newcomer(spell, MOVED, f"was superintendent of {earlier[-1].district}", False)
    return Newcomer(spell, FIRST, "nothing earlier is on record", True)


def covered(new: Newcomer, times: Iterable[tuple[date, date | None]], *, today: date) -> tuple[int, int]:
    """How many days of the first year somebody had a mentor, and how many of its days have passed (through today).

    `times` are the first and last day of each mentorship; two at once count a day once.
    """
    until = min(today, new.last_day)
    if until < new.start:
        return 0, 0
    days: set[int] = set()
    for first, last in times:
        begin, end = max(first, new.start), min(last or until, until)
        days.update(range(begin.toordinal(), end.toordinal() + 1))
    return len(days), (until - new.start).days + 1


@dataclass(frozen=True)
class Suggestion:
    """Somebody who could mentor, with the reasons in words, the best first."""

    spell: Spell
    years: int
    reasons: tuple[str, ...]
    worth: float


LEAST_YEARS = 3
MOST_SUGGESTED = 5


def suggested(
    new: Newcomer, spells: Sequence[Spell], *, today: date, strained: Mapping[str, frozenset[str]],
    busy: Mapping[str, int],
) -> list[Suggestion]:  # fmt: skip
    """Who could mentor a newcomer: superintendents today with three years behind them, by what speaks for them.

    `strained` has, by person, with whom a tie is strained: they are left out, whichever of the two it is said of.
    `busy` counts the people whom somebody mentors now; each weighs against one more.
    """
    apart = strained.get(new.spell.person_id, frozenset())
    first: dict[str, date] = {}
    for spell in spells:
        if not spell.interim and spell.began:
            first[spell.person_id] = min(first.get(spell.person_id, date.max), spell.began)
    found = [
        _suggestion(new, spell, (today - first[spell.person_id]).days // 365, busy.get(spell.person_id, 0))
        for spell in spells
        if spell.holds(today)
        and not spell.interim
        and spell.person_id in first
        and spell.person_id != new.spell.person_id
        and spell.person_id not in apart
    ]
    fit = [one for one in found if one.years >= LEAST_YEARS]
    return sorted(fit, key=lambda one: (-one.worth, one.spell.name))[:MOST_SUGGESTED]


def _suggestion(new: Newcomer, spell: Spell, years: int, mentees: int) -> Suggestion:
    reasons = [f"superintendent for {years} years"]
    worth = min(years, 10) / 10
    shared = sorted(set(spell.regions) & set(new.spell.regions))
    if shared:
        reasons.append(f"same RESA, {shared[0]}")
        worth += 0.5
    if spell.teachers and new.spell.teachers:
        ratio = min(spell.teachers, new.spell.teachers) / max(spell.teachers, new.spell.teachers)
        if ratio >= 0.5:
            reasons.append(f"a district of like size, {spell.teachers:,} teachers beside {new.spell.teachers:,}")
        worth += 0.5 * ratio
    if mentees:
        reasons.append(f"mentors {mentees} {'other' if mentees == 1 else 'others'} now")
        worth -= 0.4 * mentees
    return Suggestion(spell, years, tuple(reasons), round(worth, 6))
