"""Kinds of record, declared: what a record says, of whom, in which words, and what it stands and falls with.

A declaration is data. The gate of its form and of the API (record_schema.py), its making, editing, deleting and
restoring (lifecycle.py), its lists (declared.py), pages, exports, and the check of the graph's schema all follow from
it. What a kind says in words and numbers are properties of its node; whom or what it names is an INVOLVES relationship
whose `part` is the field's name. A kind whose records do more than this is written out in a room of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Shape = Literal[
    "line",
    "text",
    "day",
    "time",
    "number",
    "score",
    "dollars",
    "choice",
    "choices",
    "yes",
    "words",
    "address",
    "record",
]
RECORD: Shape = "record"
PERSON, ORGANIZATION = "Person", "Organization"
NAMED = "coalesce(x.name, x.title, x.label, x.subject, '')"


@dataclass(frozen=True)
class Field:
    """One thing that a record says. `needed` is the sentence for who leaves it out; without one it may be left out.

    `shape`: a line, a longer text, a day (perhaps partial), a time of day, a whole number, a score (a decimal number),
    dollars (kept as cents), one or several
    of `choices` (key -> words), a yes, short words of one's own (`words`), a web address, or records (of the labels
    `of`; several where `many`; joined by a relationship of the type `via`).
    """

    name: str
    label: str
    shape: Shape = "line"
    needed: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    via: str = "INVOLVES"
    many: bool = False
    hint: str = ""
    least: int = 0
    most: int = 2_000


@dataclass(frozen=True)
class Texts:
    """The queries of one label, made once from the declaration."""

    read: str
    create: str
    touch: str
    write: str
    remove: str
    revive: str
    list: str
    linked: str
    link: Mapping[tuple[str, str], str]
    unlink: str


@dataclass(frozen=True)
class Kind:
    """A kind of record. `key` is its address; `about` says in a sentence what it is kept for.

        `day` is the property with its own date, called `day_label`; with `lasting` a record holds from that day through
    its `end`. `ahead`: its day may lie in the future. `titled` are the fields its title is made of. `within` are the
    fields whose record it stands and falls with: a response goes with its survey. `staff_only`: members and viewers
    do not see it. `lacks` is a rule over several fields: what is wrong with the content, by field. `counter` is the
    one of storage/counters.py that tells what is kept in memory of a change.
    """

    label: str
    noun: str
    texts: Texts
    many: str = ""
    key: str = ""
    about: str = ""
    fields: tuple[Field, ...] = ()
    day: str = "on"
    day_label: str = "Day"
    lasting: bool = False
    ahead: bool = False
    titled: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    staff_only: bool = True
    lacks: Callable[[Mapping[str, Any]], Mapping[str, list[str]]] = lambda content: {}
    counter: str = ""

    @property
    def properties(self) -> tuple[Field, ...]:
        """The fields that are properties of its node, its own day and end among them."""
        days = [Field(self.day, self.day_label, "day", needed="Say on which day.")] if self.fields else []
        ends = [Field("end", "Until", "day", hint="The last day it holds; empty while it does")] if self.lasting else []
        return (*days, *ends, *(one for one in self.fields if one.shape != RECORD))

    @property
    def parts(self) -> tuple[Field, ...]:
        """The fields that name records."""
        return tuple(one for one in self.fields if one.shape == RECORD)

    @property
    def permission(self) -> str:
        """Its name in the table of who may do what."""
        return "staff record" if self.staff_only else "shared record"

    @property
    def order(self) -> tuple[str, ...]:
        """The names of its fields as a form and a page have them: what it is, when, then the rest."""
        first, *rest = [one.name for one in self.fields]
        return (first, self.day, *(("end",) if self.lasting else ()), *rest)

    @property
    def plural(self) -> str:
        return self.many or f"{self.noun}s"

    def field(self, name: str) -> Field:
        """The field of this name."""
        return next(one for one in (*self.properties, *self.fields) if one.name == name)

    def title(self, values: Mapping[str, Any], named: Mapping[str, tuple[str, ...]]) -> str:
        """What a record is called: its title's fields in words, as far as they are there."""
        said = [text for name in self.titled if (text := in_words(self.field(name), values, named))]
        return ", ".join(said) or self.noun.capitalize()


def declare(label: str, noun: str, fields: tuple[Field, ...] = (), **more: Any) -> Kind:
    """A kind with its queries. `more` are the other fields of `Kind`."""
    day, within = more.get("day", "on"), list(more.get("within", ()))
    here = f"MATCH (n:{label} {{id: $id}})"
    touched = f"{here} SET n._lock = $lock"
    types = "|".join(sorted({one.via for one in fields if one.shape == RECORD})) or "INVOLVES"
    told = " ".join(f"WHEN '{one.via}' THEN '{one.name}'" for one in fields if one.via != "INVOLVES")
    part = f"CASE type(r) {told} ELSE r.part END" if told else "r.part"
    linked = (
        f"COLLECT {{ MATCH (n)-[r:{types}]->(x) WHERE x.deleted_at IS NULL "
        f"RETURN {{part: {part}, id: x.id, name: {NAMED}, label: labels(x)[0]}} ORDER BY r.position }} AS links"
    )
    targets = sorted({(one.via, target) for one in fields for target in one.of})
    return Kind(
        label=label,
        noun=noun,
        fields=fields,
        texts=Texts(
            read=f"{here} WHERE n.deleted_at IS NULL OR ($deleted AND $sees_all) RETURN properties(n) AS stored",
            create=f"MERGE (n:{label} {{id: $id}}) ON CREATE SET n += $values, n._lock = $run "
            "RETURN n._lock = $run AS made, n.recorded_by AS recorded_by, n.made_from AS made_from, "
            "n.deleted_at AS gone",
            touch=f"{touched} RETURN properties(n) AS stored",
            write=f"{here} SET n += $changes RETURN properties(n) AS stored",
            remove=f"{here} SET n.deleted_at = $at, n.version = n.version + 1 REMOVE n.search",
            revive=f"{here} SET n.version = n.version + 1 REMOVE n.deleted_at",
            list=f"MATCH (n:{label}) WHERE n.deleted_at IS NULL AND n.{day} >= $since AND n.{day} <= $until "
            f"AND NOT EXISTS {{ (n)-[w:INVOLVES]->(gone) WHERE w.part IN {within} AND gone.deleted_at IS NOT NULL }} "
            f"AND ($about IS NULL OR EXISTS {{ (n)-[:{types}]->({{id: $about}}) }}) "
            f"WITH n ORDER BY n.{day} DESC, n.id LIMIT $limit RETURN properties(n) AS stored, {linked}",
            linked=f"{here} RETURN properties(n) AS stored, {linked}",
            link={
                (via, target): f"{here} UNWIND $rows AS row MATCH (x:{target} {{id: row.to}}) "
                "WHERE x.deleted_at IS NULL "
                f"MERGE (n)-[r:{via} {{key: $id + '|' + row.part + '|' + row.to}}]->(x) "
                f"SET r.part = row.part, r.position = row.position RETURN row.part AS part, x.id AS id, {NAMED} AS name"
                for via, target in targets
            },
            unlink=f"{here} MATCH (n)-[r:{types}]->(x) WHERE {part} IN $parts "
            f"AND (x.deleted_at IS NULL OR NOT {part} IN $several) DELETE r",
        ),
        **more,
    )


def in_words(said: Field, values: Mapping[str, Any], named: Mapping[str, tuple[str, ...]]) -> str:
    """A field's value as a reader meets it; "" when it is not there. Days and numbers stay as they are stored."""
    if said.shape == RECORD:
        return ", ".join(named.get(said.name, ()))
    value = values.get(said.name)
    if value in (None, "", []) or value is False:
        return ""
    if said.shape == "yes":
        return "yes"
    if said.shape == "dollars":
        return f"${int(value) / 100:,.2f}"
    if isinstance(value, list | tuple):
        return ", ".join(said.choices.get(str(one), str(one)) for one in value)
    return said.choices.get(str(value), str(value))
