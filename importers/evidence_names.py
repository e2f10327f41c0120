"""Who is meant by the names in an evidence sheet: the same name is the same person or body within one file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crm.plan.evidence import Body, Party
from crm.plan.evidence_shapes import Ending
from crm.plan.evidence_terms import LEGISLATOR, RESA_DIRECTOR, SUPERINTENDENT
from crm.stakeholders.names.folding import folded
from importers.evidence_sheet import ANONYMOUS, OWN, Named, SheetRow

# Recipients that stand for everybody who was one on the day of sending.
ALL_LEGISLATORS, ALL_MEMBERS = "all legislators", "all members"


class Naming:
    """The names met so far, and what the rows say of each other."""

    def __init__(self, rows: Sequence[SheetRow]) -> None:
        self.rows = rows
        self.by_id = {row.id: row for row in rows}
        self.bodies: dict[str, Body] = {}
        self.people: dict[str, str] = {}
        self.issues: dict[str, str] = {}
        self.endings = {row.get("ref"): Ending(row.day, row.recorded) for row in rows if row.kind in ("end", "cancel")}
        self._kinds = _kinds_of_bodies(rows)

    def body(self, name: str | None) -> str | None:
        if not name:
            return None
        key = folded(name)
        kind = "own" if key == folded(OWN) else self._kinds.get(key, "other")
        self.bodies.setdefault(key, Body(key, name, kind))
        return key

    def some_bodies(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(key for name in names if (key := self.body(name)))

    def person(self, named: Named | None) -> str | None:
        if named is None or folded(named.person) == ANONYMOUS:
            return None
        key = f"person {folded(named.person)}"
        self.people.setdefault(key, named.person)
        return key

    def party(self, named: Named) -> Party:
        if not named.body and not named.role and folded(named.person) in self.bodies_called:
            return Party(None, self.body(named.person))
        return Party(self.person(named), self.body(named.body), named.role or None)

    @property
    def bodies_called(self) -> set[str]:
        return self._kinds.keys() | self.bodies.keys()

    def recipients(self, row: SheetRow, name: str = "recipients") -> frozenset[str]:
        reached: set[str] = set()
        for named in row.get(name, ()):
            group = folded(named.person)
            if group == ALL_LEGISLATORS:
                reached |= self._holding(LEGISLATOR, row.day)
            elif group == ALL_MEMBERS:
                reached |= self._members(row.day)
            else:
                party = self.party(named)
                reached |= {key for key in (party.person, party.body) if key}
        return frozenset(reached)

    def _holding(self, role: str, day: date, bodies: set[str] | None = None) -> set[str]:
        return {
            self.person(row.get("person")) or ""
            for row in self.rows
            if row.kind == "post"
            and role_of(row) == role
            and self._holds(row, day)
            and (bodies is None or folded(row.get("body")) in bodies)
        }

    def _members(self, day: date) -> set[str]:
        rows = [row for row in self.rows if row.kind == "membership" and self._holds(row, day)]
        return self._holding(SUPERINTENDENT, day, {folded(name) for row in rows for name in row.get("districts")})

    def _holds(self, row: SheetRow, day: date) -> bool:
        ending = self.endings.get(row.id)
        return row.day <= day and (ending is None or day <= ending.day)

    def issue(self, text: str) -> str:
        row = self.by_id.get(text)
        title = row.get("title") if row and row.kind == "priority" else text
        self.issues.setdefault(folded(title), title)
        return folded(title)

    def some_issues(self, row: SheetRow) -> frozenset[str]:
        return frozenset(self.issue(text) for text in row.get("issue", ()))


def role_of(row: SheetRow) -> str:
    role = folded(row.get("role", ""))
    return RESA_DIRECTOR if role == folded(RESA_DIRECTOR) else role


def _kinds_of_bodies(rows: Iterable[SheetRow]) -> dict[str, str]:
    """What each body is, as far as the rows say: a RESA, a district, or another."""
    kinds: dict[str, str] = {}
    for row in rows:
        for name in _bodies_named(row):
            kinds.setdefault(folded(name), "other")
        if row.kind == "resa list" or (row.kind == "post" and role_of(row) == RESA_DIRECTOR):
            kinds[folded(row.get("resa") or row.get("body"))] = "resa"
        if row.kind == "event" and row.get("region"):
            kinds[folded(row.get("region"))] = "resa"
        for name in _districts_named(row):
            kinds[folded(name)] = "district"
    return kinds


def _bodies_named(row: SheetRow) -> Iterator[str]:
    yield from filter(None, (row.get("body"), row.get("host"), row.get("region")))
    for name in ("cohosts", "bodies", "raised_by") + (("with",) if row.kind == "document" else ()):
        yield from row.get(name, ())
    for name in ("attendance", "with"):
        yield from (named.body for named in row.get(name, ()) if isinstance(named, Named) and named.body)


def _districts_named(row: SheetRow) -> Iterator[str]:
    if row.kind in ("membership", "resa list"):
        yield from row.get("districts")
    elif row.kind in ("old district choice", "adoption"):
        yield row.get("district")
    elif row.kind == "post" and role_of(row) == SUPERINTENDENT:
        yield row.get("body")
