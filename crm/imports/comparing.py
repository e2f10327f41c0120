"""Compare a draft with the graph: the plan of an import, which shows everything before anything is written.

`plan` reads; nothing here writes. The same draft planned again after it was applied has nothing to do.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm.imports import existing_records, seating
from crm.imports.drafts import (
    BY_EVENT,
    BY_MENTION,
    BY_PERSON,
    BY_PICTURE,
    BY_QUESTION,
    BY_SURVEY,
    SAME_PERSON,
    Draft,
    DraftRecord,
    RowError,
    Whole,
)
from crm.imports.drafts import ENDED as ENDED_HERE
from crm.imports.existing_records import Snapshot, Stored, StoredLink
from crm.imports.import_plan import (
    CHANGED,
    ENDED,
    KEPT,
    MADE,
    REFUSED,
    UNCHANGED,
    Counts,
    LinkChange,
    NodeChange,
    Plan,
)
from crm.imports.match_outcomes import Resolution, Resolved
from crm.imports.record_matching import resolve
from crm.imports.relationship_comparison import REPLACED, Comparison, Placed, anchor_of
from crm.stakeholders.identifiers import Identifier
from graph_schema.relationships import may_join

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

NAMES = frozenset({"name", "given_name", "middle_name", "family_name", "suffix", "nickname"})
ONLY_NAMED = frozenset({BY_MENTION, BY_EVENT, BY_SURVEY})  # never made or changed by a file
FIRST = ("Organization", "Area", "Issue")  # found first: posts and people are told apart by them
LAST = ("Person", "LegislativeSession", "Registration", "Filing")  # in this order: whose they are is known by then


def plan(
    tx: "ManagedTransaction", draft: Draft, *, batch_id: str, today: str, decisions: Mapping[str, str] | None = None
) -> Plan:
    """What importing this draft would do today (an ISO date), with these answers to its choices.

    `batch_id` is a new UUID of the caller's, the same for every preview of one import: new records' ids follow from it.
    """
    graph = existing_records.look_up(tx, draft, today)
    listed = frozenset(pair for record in draft.records for pair in record.identifiers)
    to = Resolution(batch_id, decisions or {}, listed=listed)
    resolve(draft, graph, to, (r for r in draft.records if r.label in FIRST))
    bodies = [found.id for found in to.found.values() if found.record.label == "Organization"]
    existing_records.offices(tx, graph, bodies)
    existing_records.incumbents(tx, graph, bodies, today)
    resolve(draft, graph, to, (r for r in draft.records if r.label not in (*FIRST, *LAST)))
    for label in LAST:
        resolve(draft, graph, to, (r for r in draft.records if r.label == label))
    to.hold_incomplete(draft.links)
    return _Planner(tx, draft, graph, to).plan()


def one_of_each(found: Iterable[Resolved]) -> list[Resolved]:
    """Every record once: where several rows are about one, with what all of them say, the first before the others."""
    each: dict[str, Resolved] = {}
    for resolved in found:
        known = each.setdefault(resolved.id, resolved)
        if known is not resolved:
            values = {**resolved.record.values, **known.record.values}
            each[resolved.id] = replace(known, record=replace(known.record, values=values))
    return list(each.values())


class _Planner:
    def __init__(self, tx: "ManagedTransaction", draft: Draft, graph: Snapshot, to: Resolution) -> None:
        self.tx, self.draft, self.graph, self.to = tx, draft, graph, to
        self.counts = Counts()
        self.nodes: list[NodeChange] = []
        self.links: list[LinkChange] = []
        self.errors: list[RowError] = [*draft.errors, *(error for _, error in to.refused)]
        self.waiting = {r.place for r in draft.records if r.ref in to.waiting}
        self.held_back: set[str] = set()
        self.moot: set[str] = set()  # choices about an office that nobody holds

    def plan(self) -> Plan:
        for kind, _ in self.to.refused:
            self.counts.add(kind, REFUSED)
        for found in one_of_each(self.to.found.values()):
            self._record(found)
        for found in {id(found): found for found in self.to.found.values()}.values():
            self._identifiers(found)
        self._end_bodies()
        for triple, placed in self._placed().items():
            self._relationships(triple, placed)
        asked = {choice.id: choice for choice in (*self.draft.choices, *self.to.choices.values())}
        asked = {id_: choice for id_, choice in asked.items() if id_ not in self.moot}
        return Plan(
            batch_id=self.to.batch_id,
            kind=self.draft.kind,
            source=self.draft.source,
            as_of=self.draft.as_of,
            structure=self.graph.structure,
            counts=self.counts,
            nodes=tuple(self.nodes),
            links=tuple(self.links),
            errors=tuple(sorted(set(self.errors), key=lambda e: (e.file, e.row or 0, e.field, e.message))),
            notices=self.draft.notices,
            choices=tuple(asked.values()),
            waiting=len({(place.file, place.row) for place in self.waiting}),
            files={d: self.draft.files[d] for node in self.nodes if (d := node.after.get("portrait"))},
        )

    # Records

    def _record(self, found: Resolved) -> None:
        record, stored = found.record, found.stored
        if record.find in ONLY_NAMED or (record.find == BY_QUESTION and stored is not None):
            return
        if record.find == BY_PICTURE and stored is not None:
            self._portrait(record, stored)
            return
        if record.only_made and stored is not None:
            self.counts.add(record.kind, UNCHANGED)
            return
        wanted = self._values(record)
        if stored is None:
            after = {
                "source": self.draft.source, "as_of": self.draft.as_of, **wanted, "id": found.id, "version": 1,
                "importer": self.draft.kind, "batch_id": self.to.batch_id,
            }  # fmt: skip
            self.nodes.append(NodeChange(record.label, found.id, record.name, MADE, {}, after))
            self.counts.add(record.kind, MADE)
            return
        newer = str(stored.values.get("as_of", "")) > self.draft.as_of
        differing = {n: v for n, v in wanted.items() if n != "key" and not _same(record, stored.values.get(n), v)}
        if (
            "end_date" in stored.values
            and record.label == "Organization"
            and stored.values.get("importer") == self.draft.kind
        ):
            differing["end_date"] = None
        allowed = {n: v for n, v in differing.items() if self._may_change(record, stored, n, newer=newer)}
        if allowed:
            self._change(stored, allowed, CHANGED, record.kind)
        else:
            self.counts.add(record.kind, KEPT if differing and not self._only_names(record, differing) else UNCHANGED)

    def _portrait(self, record: DraftRecord, stored: Stored) -> None:
        """Another picture than the one shown, unless that was chosen here, or taken off."""
        is_same = stored.values.get("portrait") == record.values["portrait"]
        if is_same or "portrait" in stored.values.get("corrected", ()):
            self.counts.add(record.kind, UNCHANGED if is_same else KEPT)
            return
        former = {f"former_{name}": stored.values.get(name) for name in record.values}
        after = {**record.values, **former}
        before = {name: stored.values[name] for name in after if name in stored.values}
        version = int(stored.values.get("version", 0))
        self.nodes.append(NodeChange(stored.label, stored.id, stored.name, CHANGED, before, after, version))
        self.counts.add(record.kind, CHANGED)

    def _values(self, record: DraftRecord) -> dict[str, Any]:
        values = dict(record.values)
        answers = {choice.id: choice.answer(self.to.decisions) for choice in self.draft.choices}
        for choice_id, name, value in record.if_chosen:
            if answers.get(choice_id) == SAME_PERSON:
                values[name] = [*values.get(name, ()), value]
        return values | self._ids(record.refs)

    def _ids(self, refs: Mapping[str, str]) -> dict[str, str]:
        """The properties that hold other records' ids; those of records that wait or were left out are not there."""
        return {name: self.to.found[ref].id for name, ref in refs.items() if ref in self.to.found}

    def _may_change(self, record: DraftRecord, stored: Stored, name: str, *, newer: bool) -> bool:
        """What is missing may always be filled; what was corrected, typed in or said later by another stays."""
        if name in stored.values.get("corrected", ()):
            return False
        if name == "key_name" and not stored.values.get("importer"):
            return False  # a list finds again by it what a list made; what was typed in is found by its name
        if name not in stored.values:
            return not (record.find == BY_PERSON and name in NAMES and "name" in stored.values)
        if record.find == BY_PERSON and name in NAMES | {"listed_name"}:
            return False
        return not newer and (bool(stored.values.get("importer")) or name == "end_date")

    def _only_names(self, record: DraftRecord, differing: Mapping[str, Any]) -> bool:
        """A list that writes a known person's name in another way corrects nothing."""
        return record.find == BY_PERSON and set(differing) <= NAMES | {"listed_name"}

    def _change(self, stored: Stored, values: Mapping[str, Any], action: str, kind: str) -> None:
        after = {**values, "source": self.draft.source, "as_of": self.draft.as_of}
        before = {name: stored.values[name] for name in after if name in stored.values}
        version = int(stored.values.get("version", 0))
        self.nodes.append(NodeChange(stored.label, stored.id, stored.name, action, before, after, version))
        self.counts.add(kind, action)

    def _identifiers(self, found: Resolved) -> None:
        """Add what the source calls the record, end what it called another by, and note how the person is listed."""
        for pair in found.retired:
            if pair in self.graph.identifiers:
                self._identifier(self.graph.identifiers[pair], {"end_date": found.since})
        for scheme, value in found.new_identifiers:
            start = found.since if (scheme, value) in found.retired else None
            new = Identifier(scheme, value, start, None, self.draft.source)
            after = {
                "id": new.id, "key": new.key, "scheme": scheme, "value": value, "start_date": start, "version": 1,
                "listed_as": found.record.listed_as, "source": self.draft.source, "as_of": self.draft.as_of,
                "batch_id": self.to.batch_id,
            }  # fmt: skip
            kept = {name: value for name, value in after.items() if value}
            self.nodes.append(NodeChange("Identifier", new.id, value, MADE, {}, kept))
            triple = ("Identifier", "IDENTIFIES", found.record.label)
            made = {"batch_id": self.to.batch_id}
            self.links.append(LinkChange(triple, new.id, found.id, "", MADE, {}, made, value, found.name))
        for pair in found.record.identifiers:
            known, listed = self.graph.identifiers.get(pair), found.record.listed_as
            fresh = pair in found.new_identifiers or pair in found.retired
            if known and listed and not fresh and known.get("listed_as") != listed:
                self._identifier(known, {"listed_as": listed})

    def _identifier(self, known: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        before = {name: known[name] for name in values if name in known}
        version = int(known.get("version", 0))
        self.nodes.append(NodeChange("Identifier", known["id"], known["value"], CHANGED, before, values, version))

    def _end_bodies(self) -> None:
        """Committees of this source that a whole folder has no more: they end, and so do their memberships."""
        if self.draft.bodies is None:
            return
        classification, state = self.draft.bodies
        found = {one.id for one in self.to.found.values()}
        for body in self.graph.bodies:
            values = body.values
            mine = values.get("importer") == self.draft.kind and values.get("jurisdiction") == state
            gone = mine and values.get("classification") == classification and body.id not in found
            if gone and "end_date" not in values and str(values.get("as_of", "")) <= self.draft.as_of:
                self._change(body, {"end_date": self.draft.as_of}, ENDED, "Committees")
                self.held_back.add(body.id)

    # Relationships

    def _placed(self) -> dict[tuple[str, str, str], list[Placed]]:
        """The draft's relationships by kind, without those whose ends wait, were left out, or may not be joined."""
        placed: dict[tuple[str, str, str], list[Placed]] = defaultdict(list)
        for link in self.draft.links:
            start = self.to.found.get(link.start)
            ends = tuple(self.to.found[ref] for ref in link.ends if ref in self.to.found)
            if start is None or not ends:
                missing = [ref for ref in (link.start, *link.ends) if ref not in self.to.found]
                self.waiting |= {link.place} if any(ref in self.to.waiting for ref in missing) else set()
                self._hold_back(link.type, start, ends)
                continue
            if start.record.only_made and start.stored is not None:
                continue
            link = replace(link, values={**link.values, **self._ids(link.refs)}) if link.refs else link
            triple = (start.record.label, link.type, ends[0].record.label)
            message = ""
            if start.id in {end.id for end in ends}:
                message = f"{start.name} cannot be joined to itself. Correct one of the two names."
            elif not may_join(*triple):
                message = f"{start.name} and {ends[0].name} cannot be joined like this."
            if message:
                self.errors.append(RowError.at(link.place, message))
                self.counts.add(link.kind, REFUSED)
            else:
                placed[triple].append(Placed(link, start, ends))
        for ref in self.draft.held_back & set(self.to.found):
            self.held_back.add(f"HOLDS|{self.to.found[ref].id}")
        for whole in self.draft.whole:
            for triple in self._triples(whole):
                placed.setdefault(triple, [])
        return placed

    def _hold_back(self, type_: str, start: Resolved | None, ends: Iterable[Resolved]) -> None:
        """Nothing ends at a record for which a row waits or was left out: it may mean the one that is there."""
        for one in [start] if type_ not in existing_records.ANCHORED_AT_END else ends:
            if one is not None:
                self.held_back.add(f"{type_}|{one.id}")

    def _is_meant(self, whole: Whole) -> bool:
        answers = {choice.id: choice.answer(self.to.decisions) for choice in self.draft.choices}
        return not whole.choice or answers.get(whole.choice) == ENDED_HERE

    def _asked_about(self, type_: str) -> set[str]:
        refs = {ref for whole in self.draft.whole if whole.type == type_ and whole.choice for ref in whole.anchors}
        return {self.to.found[ref].id for ref in refs if ref in self.to.found}

    def _notice_moot(self, type_: str, stored: Iterable[StoredLink]) -> None:
        """An office that nobody holds, by this source, is vacant already: nothing is asked."""
        held = {link.end for link in stored if link.is_open(self.draft.as_of) and link.importer == self.draft.kind}
        for whole in self.draft.whole:
            ids = {self.to.found[ref].id for ref in whole.anchors if ref in self.to.found}
            if whole.type == type_ and whole.choice and not ids & held:
                self.moot.add(whole.choice)

    def _triples(self, whole: Whole) -> list[tuple[str, str, str]]:
        ends = {"HOLDS": [("Person", "Post")], "OVERLAPS": [("Area", "Area")]}
        pairs = ends.get(whole.type, [("Person", "Organization"), ("Organization", "Organization")])
        return [(start, whole.type, end) for start, end in pairs]

    def _relationships(self, triple: tuple[str, str, str], placed: list[Placed]) -> None:
        type_ = triple[1]
        wholes = [whole for whole in self.draft.whole if whole.type == type_ and self._is_meant(whole)]
        anchors = {anchor_of(type_, one.start.id, end.id) for one in placed for end in one.ends}
        anchored = {self.to.found[ref].id for whole in wholes for ref in whole.anchors if ref in self.to.found}
        seats = {s.id for whole in wholes if not whole.anchors for s in existing_records.seats(self.tx, whole.prefix)}
        ended = {node.id for node in self.nodes if node.action == ENDED}
        stored = existing_records.links(self.tx, triple, anchors | anchored | seats | ended)
        self._notice_moot(type_, existing_records.links(self.tx, triple, self._asked_about(type_)))
        kind = next((one.link.kind for one in placed), KINDS.get(type_, ""))
        work = Comparison(self.draft, self.to.batch_id, triple, self.counts, stored)
        for one, known in work.match(placed):
            work.compare(one, known)
        if type_ == "HOLDS":
            seating.settle(work, placed)
        else:
            for one in placed:
                if id(one) not in work.matched:
                    work.make(one, one.ends[0])
        replaced = anchors if type_ in REPLACED and not self.draft.adds else set()

        def in_scope(link: StoredLink) -> bool:
            anchor = anchor_of(type_, link.start, link.end)
            if f"{type_}|{anchor}" in self.held_back or anchor in work.refused_at:
                return False
            whole = any(
                (anchor in anchored if w.anchors else anchor in seats) and link.end_key.startswith(w.prefix)
                for w in wholes
            )
            return whole or anchor in ended or anchor in replaced

        work.end_rest(in_scope, kind)
        self.links += work.changes
        self.errors += work.errors


KINDS = {"HOLDS": "Seats and offices held", "MEMBER_OF": "Committee memberships", "OVERLAPS": "District overlaps"}


def _same(record: DraftRecord, old: Any, new: Any) -> bool:
    """Areas are written with other capitals and spaces here and there ("De Soto", "DESOTO"): that changes nothing."""
    folded = existing_records.folded_key
    return bool(old == new or (record.label == "Area" and folded(str(old)) == folded(str(new))))
