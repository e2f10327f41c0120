"""The records and relationships of an evidence sheet as they come together, each once."""

from collections.abc import Mapping, Sequence
from typing import Any

from crm.imports.drafts import BY_BODY, BY_KEY, BY_PERSON, BY_TITLE, HOME, DraftLink, DraftRecord, RowError
from crm.plan.evidence_terms import LEGISLATOR
from crm.stakeholders.names.folding import folded
from crm.stakeholders.names.person_names import PersonName, read_people
from importers.evidence_names import Naming, role_of
from importers.evidence_sheet import ANONYMOUS, OWN, Named, SheetRow

KIND = "evidence"
SCHEME = "evidence-sheet"
CLASSIFICATIONS = {"district": "school_district", "resa": "resa", "other": "partner"}
CHAMBERS = {"house": "lower", "senate": "upper"}
NO_HOME = "It is not known yet which body is yours. Set the association up first."
COUNTED = {"ATTENDED": "Attendance", "HOLDS": "Offices held", "INVITED_TO": "Invitations", "MEMBER_OF": "Memberships"}
Values = Mapping[str, Any]


class Building:
    """The records and relationships of a sheet as they come together, each once."""

    def __init__(self, rows: Sequence[SheetRow]) -> None:
        self.naming = Naming(rows)
        self.rows = {row.id: row for row in rows}
        self.records: dict[str, DraftRecord] = {}
        self.links: dict[tuple[str, ...], DraftLink] = {}
        self.errors: list[RowError] = []
        self.homes: dict[str, str] = {}
        for row in rows:
            if row.kind == "post" and role_of(row) != LEGISLATOR:
                self.homes.setdefault(folded(row.get("person").person), row.get("body"))

    # Names

    def body(self, name: str, row: SheetRow) -> str:
        """The ref of a body by what it is called."""
        if folded(name) == folded(OWN):
            record = DraftRecord("home", "Organization", "", OWN, {}, row.place, HOME, missing=NO_HOME)
            self.records.setdefault("home", record)
            return "home"
        if (chamber := CHAMBERS.get(folded(name))) is not None:
            more = {"classification": "chamber", "chamber": chamber}
        else:
            key = self.naming.body(name) or ""
            more = {"classification": CLASSIFICATIONS[self.naming.bodies[key].kind]}
        ref = f"body|{folded(name)}"
        values = {"name": name, "key_name": folded(name), **more}
        self.keep(DraftRecord(ref, "Organization", "Bodies", name, values, row.place, BY_BODY, text=name))
        return ref

    def person(self, named: Named, row: SheetRow) -> str:
        """The ref of a person; "" for an anonymous one, or, with an error, a name that cannot be read."""
        if folded(named.person) == ANONYMOUS:
            return ""
        name = one_name(named.person)
        if name is None:
            message = f"“{named.person}” cannot be read as one person’s name. Write it as First Last."
            self.errors.append(RowError.at(row.place, message))
            return ""
        ref = f"person|{folded(named.person)}"
        home = self.homes.get(folded(named.person), "")
        values = {
            "name": name.display, "given_name": name.given, "middle_name": name.middle, "family_name": name.family,
            "suffix": name.suffix, "nickname": name.nickname,
        }  # fmt: skip
        kept = {key: value for key, value in values.items() if value}
        if ref not in self.records:
            hints = {"district": self.body(home, row)} if home else {}
            pair = (SCHEME, folded(named.person))
            self.keep(
                DraftRecord(
                    ref, "Person", "People", name.display, kept, row.place, BY_PERSON, (pair,), name.given,
                    text=named.person, hints=hints,
                )
            )  # fmt: skip
        return ref

    def party(self, named: Named, row: SheetRow) -> str:
        """The ref of a person, or of a body that is named alone."""
        is_body = not named.body and folded(named.person) in self.naming.bodies_called
        return self.body(named.person, row) if is_body else self.person(named, row)

    def issue(self, text: str, row: SheetRow) -> str:
        """The ref of an issue by its title, or by the id of the row that made it a priority."""
        known = self.rows.get(text)
        title = known.get("title") if known is not None and known.kind == "priority" else text
        ref = f"issue|{folded(title)}"
        values = {"title": title, "wording": "", "status": "suggested", "search": title.casefold()}
        self.keep(DraftRecord(ref, "Issue", "Issues", title, values, row.place, BY_TITLE))
        return ref

    # What rows make

    def record(self, row: SheetRow, label: str, counted: str, name: str, values: Values, part: str = "") -> str:
        """A record of the row's own; `part` tells apart several of one row. False and 0 are kept, None is not."""
        ref = f"row|{row.id}{part}"
        stored = {name_: value for name_, value in values.items() if value is not None and value != []}
        own = {"key": f"{KIND}|{row.kind}|{row.id}{part}", "known_on": row.recorded.isoformat()}
        self.keep(DraftRecord(ref, label, counted, name, own | stored, row.place, BY_KEY))
        return ref

    def link(
        self, type_: str, start: str, end: str, row: SheetRow, values: Values | None = None, body: str = ""
    ) -> None:
        """A relationship, once; none where a name could not be read. `body` is whom somebody stood for."""
        if start and end:
            kept = {name: value for name, value in (values or {}).items() if value not in (None, "")}
            told = (type_, start, end, str(kept.get("part", "")), str(kept.get("start_date", "")))
            refs = {"body": body} if body else {}
            counted = COUNTED.get(type_, "")
            self.links.setdefault(told, DraftLink(type_, counted, start, (end,), row.place, kept, refs))

    def ended(self, row: SheetRow, name: str = "end") -> dict[str, str]:
        """The day a row's record ended, and since when that is known."""
        ending = self.naming.endings.get(row.id)
        return {name: ending.day.isoformat(), "end_known_on": ending.recorded.isoformat()} if ending else {}

    def keep(self, record: DraftRecord) -> None:
        """Keep a record, once."""
        self.records.setdefault(record.ref, record)


def one_name(text: str) -> PersonName | None:
    """The name of one person, in its parts. A sheet writes First Last, so two words are that, also where the first
    could be a particle ("Di Moss"); None where it is not one name."""
    read_as = read_people(text)
    if len(read_as) == 1 and read_as[0].sure and read_as[0].given and read_as[0].family:
        return read_as[0]
    given, _, family = text.strip().partition(" ")
    is_plain = len(read_as) == 1 and family and " " not in family and text.replace(" ", "").isalpha()
    return PersonName(text, given=given, family=family) if is_plain else None
