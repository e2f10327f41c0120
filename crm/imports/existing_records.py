"""What the graph already has of the things in a draft: read in a few queries, before anything is decided."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from crm.imports.drafts import (
    BY_BODY,
    BY_COUNCIL_SEAT,
    BY_DISTRICT,
    BY_EVENT,
    BY_MENTION,
    BY_PERSON,
    BY_PICTURE,
    BY_PLACE,
    BY_QUESTION,
    BY_SITTING,
    BY_SURVEY,
    BY_TITLE,
    BY_YEAR,
    HOME,
    Draft,
)
from crm.imports.write_statements import LINKS_FROM, LINKS_TO, READ_KEYED, READ_NODES, Triple
from crm.stakeholders.names.folding import email_key, folded
from crm.stakeholders.names.roll_call_names import Member
from crm.stakeholders.names.same_person import described, family_keys
from crm.stakeholders.sitting import sitting_members
from crm.stakeholders.standing import Standing, standings
from crm.storage.counters import STRUCTURE, values

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CHUNK = 5_000
# Compared per post, body, roll call, event or contact.
ANCHORED_AT_END = frozenset({"HOLDS", "MEMBER_OF", "VOTED", "HOSTS", "ATTENDED", "INVITED_TO", "TOOK_PART"})
LISTED_AS = "listed-as"
NAMED = frozenset({BY_DISTRICT, BY_BODY, BY_PLACE, BY_QUESTION})  # what a list calls them is remembered
Sitting = tuple[str, str, str]


@dataclass(frozen=True)
class Stored:
    """A node as it is: `schemes` are (scheme, value) of its open identifiers, `bodies` the bodies a person is in."""

    label: str
    id: str
    values: dict[str, Any]
    schemes: frozenset[tuple[str, str]] = frozenset()
    bodies: frozenset[str] = frozenset()
    line: str = ""

    @property
    def name(self) -> str:
        named = (self.values.get(name) for name in ("name", "title", "label", "identifier", "motion", "text"))
        return str(next((name for name in named if name), ""))


@dataclass(frozen=True)
class StoredLink:
    """A relationship as it is. `end_key` is the natural key of its end, where that has one."""

    type: str
    start: str
    end: str
    values: dict[str, Any]
    start_name: str = ""
    end_name: str = ""
    end_key: str = ""

    @property
    def importer(self) -> str:
        """The kind of import that made it; "" when somebody typed it in."""
        return str(self.values.get("importer") or "")

    def is_open(self, on: str) -> bool:
        return str(self.values.get("end_date") or "9999") > on


@dataclass
class Snapshot:
    """Everything that is looked up for one draft. `structure` is the counter that a plan is only good for.

    `people` are by folded family name, `by_email` by folded address, `incumbents` (who heads it now) by the body's id,
    `roll_calls` by the bill's key, `sitting` by jurisdiction, chamber and day, `issues` by title, `council_seats` by
    the body they speak for; `chosen` are events and surveys that a file belongs to, by id, `questions` the survey's,
    `of_years` sessions, registrations and reports with whose they are ("" for a session), `pictured` people by the file
    name of the picture that their source lists. `today` is the office's day.
    """

    structure: int
    today: str = ""
    identifiers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    identified: dict[tuple[str, str], Stored] = field(default_factory=dict)
    keyed: dict[tuple[str, str], Stored] = field(default_factory=dict)
    bodies: list[Stored] = field(default_factory=list)
    people: dict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))
    by_email: dict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))
    incumbents: dict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))
    offices: dict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))
    roll_calls: dict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))
    sitting: dict[Sitting, list[Member]] = field(default_factory=dict)
    issues: dict[str, Stored] = field(default_factory=dict)
    council_seats: dict[str, Stored] = field(default_factory=dict)
    chosen: dict[str, Stored] = field(default_factory=dict)
    questions: list[Stored] = field(default_factory=list)
    of_years: list[tuple[str, Stored]] = field(default_factory=list)
    pictured: dict[str, list[Stored]] = field(default_factory=lambda: defaultdict(list))


IDENTIFIED = """
UNWIND $rows AS row
MATCH (i:Identifier {value: row.value})-[:IDENTIFIES]->(found)
WHERE i.scheme = row.scheme AND i.end_date IS NULL
OPTIONAL MATCH (found)-[:MERGED_INTO]->(kept:Person)
WITH row, i, coalesce(kept, found) AS record
RETURN row.scheme AS scheme, row.value AS value, properties(i) AS identifier, labels(record)[0] AS label,
  properties(record) AS stored
"""

ROLL_CALLS = """
UNWIND $keys AS key
MATCH (:Bill {key: key})<-[:VOTE_ON]-(n:VoteEvent)
RETURN key, properties(n) AS stored ORDER BY n.recorded_at, n.id
"""
AREAS = "MATCH (n:Area) WHERE n.classification IN $classifications RETURN properties(n) AS stored"
SEATS = "MATCH (n:Post) WHERE n.key STARTS WITH $prefix RETURN properties(n) AS stored"

ISSUES = "MATCH (n:Issue) WHERE n.deleted_at IS NULL RETURN properties(n) AS stored ORDER BY n.recorded_at, n.id"
OF_YEARS = """
MATCH (n:LegislativeSession|Registration|Filing)
RETURN labels(n)[0] AS label, properties(n) AS stored,
  coalesce(head([(n)-[:REGISTERS|FILED_BY]->(who) | who.id]), '') AS who ORDER BY n.id LIMIT 20000
"""
COUNCIL_SEATS = """
MATCH (n:Post {role: 'council_seat'})-[:SPEAKS_FOR]->(o:Organization)
WHERE n.deleted_at IS NULL
RETURN o.id AS body, properties(n) AS stored ORDER BY n.id
"""

QUESTIONS = """
MATCH (q:Question)-[:ASKED_IN]->(:Survey {id: $id})
RETURN properties(q) AS stored ORDER BY q.position, q.id LIMIT 500
"""

BODIES = """
MATCH (n:Organization)
WHERE n.deleted_at IS NULL AND ($all OR n.classification IN $classifications OR ($home AND n.home))
RETURN properties(n) AS stored,
  [(i:Identifier)-[:IDENTIFIES]->(n) WHERE i.end_date IS NULL | [i.scheme, i.value]] AS schemes,
  head([(n)-[:SERVES]->(:Area)-[:OVERLAPS]->(c:Area {classification: 'county'}) | c.name]) AS county
"""

_WHO = """
WHERE n.deleted_at IS NULL AND coalesce(n.status, '') <> 'merged'
RETURN key, properties(n) AS stored,
  [(i:Identifier)-[:IDENTIFIES]->(n) WHERE i.end_date IS NULL | [i.scheme, i.value]] AS schemes,
  [(n)-[:HOLDS]->(:Post)-[:IN]->(o:Organization) | o.id] + [(n)-[:MEMBER_OF]->(o:Organization) | o.id] AS bodies
"""
PEOPLE = "UNWIND $keys AS key MATCH (n:Person {family_key: key})" + _WHO
BY_EMAIL = "UNWIND $keys AS key MATCH (n:Person {email_key: key})" + _WHO
PICTURED = (
    "MATCH (n:Person) WHERE n.image IS NOT NULL "
    "WITH n, toLower(last(split(n.image, '/'))) AS key WHERE key IN $keys WITH key, n"
) + _WHO
INCUMBENTS = (
    "UNWIND $keys AS key MATCH (:Organization {id: key})<-[:IN]-(post:Post {role: 'superintendent'}) "
    "MATCH (post)<-[held:HOLDS]-(n:Person) "
    "WITH key, n, held WHERE coalesce(held.end_date, '9999') > $today WITH DISTINCT key, n"
) + _WHO

OFFICES = """
UNWIND $ids AS id
MATCH (o:Organization {id: id})<-[:IN]-(n:Post)
WHERE n.deleted_at IS NULL
RETURN id, properties(n) AS stored
"""


def look_up(tx: "ManagedTransaction", draft: Draft, today: str) -> Snapshot:
    """What is known of the draft's records. Two people of one name are told apart by `line`, as of `today`."""
    found = Snapshot(values(tx, STRUCTURE)[STRUCTURE], today)
    _identified(tx, draft, found)
    _keyed(tx, draft, found)
    _bodies(tx, draft, found)
    _people(tx, draft, found, today)
    _roll_calls(tx, draft, found)
    _sitting(tx, draft, found)
    if any(record.find == BY_TITLE for record in draft.records):
        for row in tx.run(ISSUES):
            found.issues.setdefault(folded(row["stored"]["title"]), _stored("Issue", row))
    if any(record.find == BY_COUNCIL_SEAT for record in draft.records):
        found.council_seats = {row["body"]: _stored("Post", row) for row in tx.run(COUNCIL_SEATS)}
    _chosen(tx, draft, found)
    if any(record.find == BY_YEAR for record in draft.records):
        found.of_years = [(row["who"], _stored(row["label"], row)) for row in tx.run(OF_YEARS)]
    return found


def _stored(label: str, row: Any) -> Stored:
    return Stored(label, row["stored"]["id"], dict(row["stored"]))


def _chosen(tx: "ManagedTransaction", draft: Draft, found: Snapshot) -> None:
    for record in draft.records:
        if record.find in (BY_EVENT, BY_SURVEY):
            for row in tx.run(READ_NODES[record.label], ids=[str(record.values["id"])]):
                found.chosen[row["stored"]["id"]] = _stored(record.label, row)
        if record.find == BY_SURVEY:
            rows = tx.run(QUESTIONS, id=str(record.values["id"]))
            found.questions = [_stored("Question", row) for row in rows]


def offices(tx: "ManagedTransaction", found: Snapshot, body_ids: Iterable[str]) -> None:
    """Add the posts of these bodies to the snapshot."""
    for ids in chunks(sorted(set(body_ids))):
        for row in tx.run(OFFICES, ids=ids):
            found.offices[row["id"]].append(Stored("Post", row["stored"]["id"], dict(row["stored"])))


def incumbents(tx: "ManagedTransaction", found: Snapshot, body_ids: Iterable[str], today: str) -> None:
    """Add who heads these bodies now to the snapshot."""
    _keep_people(tx, found.incumbents, INCUMBENTS, sorted(set(body_ids)), today)


def seats(tx: "ManagedTransaction", prefix: str) -> list[Stored]:
    """Every post whose key begins so."""
    return [Stored("Post", row["stored"]["id"], dict(row["stored"])) for row in tx.run(SEATS, prefix=prefix)]


def links(tx: "ManagedTransaction", triple: Triple, anchors: Iterable[str]) -> list[StoredLink]:
    """The relationships of one kind at these records: ending in them for ANCHORED_AT_END, else starting there."""
    text = (LINKS_TO if triple[1] in ANCHORED_AT_END else LINKS_FROM)[triple]
    rows = (row for ids in chunks(sorted(set(anchors))) for row in tx.run(text, ids=ids))
    return [
        StoredLink(
            triple[1],
            row["start"],
            row["end"],
            dict(row["stored"]),
            row["start_name"],
            row["end_name"],
            row["end_key"] or "",
        )
        for row in rows
    ]


def chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The items in lists of at most `size`."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _identified(tx: "ManagedTransaction", draft: Draft, found: Snapshot) -> None:
    wanted = {pair for record in draft.records for pair in record.identifiers}
    wanted |= {(LISTED_AS, listed_value(draft.kind, r.text)) for r in draft.records if r.find in NAMED}
    rows = [{"scheme": scheme, "value": value} for scheme, value in sorted(wanted)]
    for some in chunks(rows):
        for row in tx.run(IDENTIFIED, rows=some):
            pair = (row["scheme"], row["value"])
            found.identifiers[pair] = dict(row["identifier"])
            found.identified[pair] = Stored(row["label"], row["stored"]["id"], dict(row["stored"]))


def _keyed(tx: "ManagedTransaction", draft: Draft, found: Snapshot) -> None:
    for label, text in READ_KEYED.items():
        keys = sorted({str(r.values.get("key", "")) for r in draft.records if r.label == label} - {""})
        for some in chunks(keys):
            for row in tx.run(text, keys=some):
                _keep_keyed(found, label, dict(row["stored"]))
    counties = {"county"} & {r.values.get("classification") for r in draft.records if r.label == "Area"}
    for row in tx.run(AREAS, classifications=sorted(counties)) if counties else ():
        _keep_keyed(found, "Area", dict(row["stored"]))


def _keep_keyed(found: Snapshot, label: str, stored: dict[str, Any]) -> None:
    found.keyed[label, folded_key(stored["key"])] = Stored(label, stored["id"], stored)


def _bodies(tx: "ManagedTransaction", draft: Draft, found: Snapshot) -> None:
    wanted = {
        str(r.values["classification"])
        for r in draft.records
        if r.label == "Organization" and "classification" in r.values
    }
    if any(record.find == BY_DISTRICT for record in draft.records):
        wanted |= {"school_district", "partner"}
    home = any(r.find == HOME or (r.find == BY_MENTION and r.label == "Organization") for r in draft.records)
    everybody = any(record.find in (BY_BODY, BY_PLACE) for record in draft.records)
    if not wanted and not home and not everybody:
        return
    for row in tx.run(BODIES, classifications=sorted(wanted), home=home, all=everybody):
        schemes = frozenset((scheme, value) for scheme, value in row["schemes"])
        stored = dict(row["stored"])
        found.bodies.append(Stored("Organization", stored["id"], stored, schemes, line=row["county"] or ""))


def _people(tx: "ManagedTransaction", draft: Draft, found: Snapshot, today: str) -> None:
    people = [r for r in draft.records if r.label == "Person" and not (set(r.identifiers) & set(found.identified))]
    said = (record.hints if record.find == BY_PICTURE else record.values for record in people)
    families = sorted({key for values in said for key in family_keys(described(values))})
    emails = sorted(
        {email_key(str(r.values.get("email", ""))) for r in people if r.find in (BY_PERSON, BY_MENTION)} - {""}
    )
    _keep_people(tx, found.people, PEOPLE, families, today)
    _keep_people(tx, found.by_email, BY_EMAIL, emails, today)
    pictures = sorted({r.hints["picture"] for r in people if r.find == BY_PICTURE})
    _keep_people(tx, found.pictured, PICTURED, pictures, today)


def _keep_people(
    tx: "ManagedTransaction", kept: dict[str, list[Stored]], text: str, keys: Sequence[str], today: str
) -> None:
    """Read the people of these keys. Two of one name are told apart by their standing, as of `today`."""
    rows = [row for some in chunks(keys) for row in tx.run(text, keys=some, today=today)]
    lines = standings(tx, [row["stored"]["id"] for row in rows], today=today)
    for row in rows:
        kept[row["key"]].append(_person(row, lines))


def _roll_calls(tx: "ManagedTransaction", draft: Draft, found: Snapshot) -> None:
    keys = {str(r.values["key"]) for r in draft.records if r.label == "Bill"}
    for some in chunks(sorted(keys)):
        for row in tx.run(ROLL_CALLS, keys=some):
            found.roll_calls[row["key"]].append(Stored("VoteEvent", row["stored"]["id"], dict(row["stored"])))


def _sitting(tx: "ManagedTransaction", draft: Draft, found: Snapshot) -> None:
    chambers = {record.ref: record.values for record in draft.records if record.label == "Organization"}
    for chamber, on in {(r.hints["chamber"], r.hints["on"]) for r in draft.records if r.find == BY_SITTING}:
        jurisdiction, kind = str(chambers[chamber]["jurisdiction"]), str(chambers[chamber]["chamber"])
        found.sitting[jurisdiction, kind, on] = sitting_members(tx, kind, on, jurisdiction=jurisdiction)


def _person(row: Any, lines: Mapping[str, Standing]) -> Stored:
    stored = dict(row["stored"])
    schemes = frozenset((scheme, value) for scheme, value in row["schemes"])
    line = lines[stored["id"]].line if stored["id"] in lines else ""
    return Stored("Person", stored["id"], stored, schemes, frozenset(row["bodies"]), line)


def folded_key(key: str) -> str:
    """A natural key as it is compared: "county|ms|De Soto" is "county|ms|DeSoto"."""
    return key.casefold().replace(" ", "")


def listed_value(kind: str, text: str) -> str:
    """How a name that a list uses for a district is remembered once somebody has said which it is."""
    return f"{kind}: {folded(text)}"
