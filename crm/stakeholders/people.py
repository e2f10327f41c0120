"""People: who they are and how to reach them. What they are now is in standing.py, whom they know in relationships."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, post_load, pre_load, validate
from marshmallow import ValidationError as SchemaError

from crm.errors import Conflict
from crm.fields import BirthDay
from crm.records import lifecycle
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders import holdings, search_text
from crm.stakeholders.contact_details import Email, Lines, Link, Phone
from crm.stakeholders.names.folding import email_key
from crm.stakeholders.names.name_parts import check, followed
from crm.stakeholders.names.person_names import read_person
from crm.stakeholders.names.same_person import Verdict, described, family_keys, first_names_alike, judge
from crm.stakeholders.posts import SHARED_ROLES
from crm.storage.counters import TIES_REMOVED, bump

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


@dataclass(frozen=True)
class Person:
    """Anybody. Absent facts are None or empty; `corrected` names what was edited by hand, which imports leave alone.
    `portrait` is the digest of a photo, see portraits.py."""

    id: str
    name: str
    version: int
    given_name: str | None = None
    middle_name: str | None = None
    family_name: str | None = None
    suffix: str | None = None
    nickname: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    party: str | None = None
    gender: str | None = None
    birth_date: str | None = None
    occupation: str | None = None
    image: str | None = None
    portrait: str | None = None
    portrait_file: str | None = None
    education: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    opted_out: bool = False
    source: str | None = None
    as_of: str | None = None
    recorded_at: str | None = None
    recorded_by: str | None = None
    corrected: tuple[str, ...] = ()
    sample: bool = False
    deleted_at: str | None = None
    merged_into: str | None = None


TEXTS = (
    "given_name", "middle_name", "family_name", "suffix", "nickname", "email", "phone", "address", "party", "gender",
    "birth_date", "occupation", "image",
)  # fmt: skip
PORTRAIT = ("portrait", "portrait_file")
LISTS = ("education", "counties", "links", "other_names")
FACTS = ("name", *TEXTS, *LISTS, "opted_out")  # what an edit may change

NAME_PARTS = ("given_name", "nickname", "middle_name", "family_name", "suffix")
SHORT = validate.Length(max=120, error="Keep this under 120 letters.")


class PersonSchema(Schema):
    """A person as typed in a form or sent to the API. A name, or its parts, is needed; each makes the other."""

    name = fields.String(validate=validate.Length(2, 160, error="Write the name with 2 to 160 letters."))
    given_name = fields.String(validate=SHORT)
    middle_name = fields.String(validate=SHORT)
    family_name = fields.String(validate=SHORT)
    suffix = fields.String(validate=SHORT)
    nickname = fields.String(validate=SHORT)
    email = Email()
    phone = Phone()
    address = fields.String(validate=validate.Length(max=300, error="Keep this under 300 letters."))
    party = fields.String(validate=SHORT)
    gender = fields.String(validate=SHORT)
    birth_date = BirthDay(allow_none=True)
    occupation = fields.String(validate=SHORT)
    image = Link()
    education = Lines()
    counties = Lines()
    links = Lines(Link())
    other_names = Lines()
    opted_out = fields.Boolean()

    @pre_load
    def _stripped(self, data: Mapping[str, Any], **_: object) -> dict[str, Any]:
        stripped = {key: value.strip() if isinstance(value, str) else value for key, value in data.items()}
        if not stripped.get("name"):
            stripped.pop("name", None)
        return stripped

    @post_load
    def _named(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        parts = [data.get(part) or "" for part in ("given_name", "middle_name", "family_name", "suffix")]
        if "name" not in data and any(parts):
            data["name"] = " ".join(part for part in parts if part)
        if "name" not in data and not self.partial:
            raise SchemaError("Write the person’s name.", "name")
        if "name" in data and not any(part in data for part in NAME_PARTS):
            data |= _parts(data["name"])
        return data


class PersonChangeSchema(PersonSchema):
    """What changes of a person: a fact that is left out stays, an empty one is removed. A name and its parts follow
    each other in `edit_person`, which knows those on record."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """A fact may be null as it is read, and need not be there."""
        field_obj.allow_none, field_obj.required = True, False

    @post_load
    def _named(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return data


def _parts(name: str) -> dict[str, str]:
    """The parts of a full name, as far as they can be read."""
    read = read_person(name)
    parts = zip(NAME_PARTS, (read.given, read.nickname, read.middle, read.family, read.suffix), strict=True)
    return {part: value for part, value in parts if value}


AT_ONCE = 5_000

READ = """
MATCH (p:Person {id: $id})
RETURN properties(p) AS person,
  head([(p)-[:MERGED_INTO*1..9]->(kept:Person) WHERE kept.deleted_at IS NULL | kept.id]) AS merged_into
"""

EACH = """
MATCH (p:Person) WHERE p.id IN $ids AND p.deleted_at IS NULL
RETURN properties(p) AS person
"""

ALIKE = """
MATCH (p:Person)
WHERE p.deleted_at IS NULL AND (p.email_key = $email OR p.family_key IN $families)
RETURN properties(p) AS person ORDER BY p.name LIMIT 200
"""

# Whoever writes about people locks them first, in the order of their ids, so that nobody waits in a circle.
LOCK = """
UNWIND $people AS id
MATCH (p:Person {id: id})
SET p._lock = $lock
RETURN p.id AS id, p.name AS name, p.deleted_at IS NULL AS stands
"""


@dataclass(frozen=True)
class Alike:
    """Somebody already known who may be the same person, with the reasons for and against in words."""

    id: str
    name: str
    reasons: str


def person(tx: "ManagedTransaction", person_id: str, *, actor: Actor, deleted: bool = True) -> Person:
    """One person. Those who see everything also get deleted and merged records, marked so, unless not wanted.

    Raises NotFound.
    """
    row = tx.run(READ, id=person_id).single()
    merged_into = row["merged_into"] if row else None
    if row is None or ("deleted_at" in row["person"] and (merged_into is None or not deleted)):
        lifecycle.read(tx, lifecycle.PERSON, person_id, actor=actor, deleted=deleted)
    assert row is not None  # noqa: S101 - the line above raised NotFound otherwise
    return _person(row["person"], merged_into)


def people_of(tx: "ManagedTransaction", ids: Sequence[str]) -> dict[str, Person]:
    """These people, as far as they are on record, by their ids."""
    found: dict[str, Person] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = tx.run(EACH, ids=list(ids[start : start + AT_ONCE]))
        found |= {row["person"]["id"]: _person(row["person"]) for row in rows}
    return found


@permitted("add", "person")
def add_person(tx: "ManagedTransaction", person_id: str, values: Mapping[str, Any], *, by: Actor) -> None:
    """Make a person from what PersonSchema loaded, under an id made before the transaction."""
    check(values)
    lifecycle.create(tx, lifecycle.PERSON, person_id, values, by=by)
    search_text.refresh(tx, today=by.today, person_ids=[person_id])


@permitted("add", "person")
def add_newcomer(
    tx: "ManagedTransaction", person_id: str, values: Mapping[str, Any], *, another: bool = False, by: Actor
) -> None:
    """Make a person who is nobody known, or of whom somebody says that they are `another`. Raises Conflict."""
    alike = [] if another else people_alike(tx, values)
    if alike:
        who = "; ".join(f"{known.name} ({known.id})" for known in alike[:5])
        raise Conflict(
            f"Somebody like this is known already: {who}. Use that record, or say that this is another person."
        )
    add_person(tx, person_id, values, by=by)


@permitted("change", "person")
def edit_person(
    tx: "ManagedTransaction", person_id: str, changes: Mapping[str, Any], *, version: int, by: Actor
) -> Person:
    """Change facts as of `version`; a name and its parts follow each other.

    Raises InvalidData when they contradict, and Conflict when somebody saved meanwhile.
    """
    before = lifecycle.touch(tx, lifecycle.PERSON, person_id, version=version, lock=by.at)
    wanted = followed(before, changes)
    if not (before.get("opted_out") or wanted.get("opted_out")):
        wanted.pop("opted_out", None)  # a box left empty as it was is no correction
    stored = lifecycle.edit(tx, lifecycle.PERSON, person_id, wanted, version=version, by=by)
    if "opted_out" in wanted:
        bump(tx, TIES_REMOVED)
    search_text.refresh(tx, today=by.today, person_ids=[person_id])
    return _person(stored)


@permitted("delete", "person")
def delete_person(tx: "ManagedTransaction", person_id: str, *, version: int, by: Actor) -> None:
    """Take a person out of every list, search and path; `restore_person` undoes it."""
    lifecycle.delete(tx, lifecycle.PERSON, person_id, version=version, by=by)
    bump(tx, TIES_REMOVED)


@permitted("delete", "person")
def restore_person(tx: "ManagedTransaction", person_id: str, *, by: Actor) -> None:
    """Bring a deleted person back. Raises Conflict when a seat of theirs was filled, or they were merged."""
    found = person(tx, person_id, actor=by)
    if found.merged_into:
        raise Conflict(f"{found.name} was merged into another record. Undo the merge instead.")
    lifecycle.restore(tx, lifecycle.PERSON, person_id, by=by)
    mine = holdings.holdings_of(tx, person_id)
    for one in sorted(mine, key=lambda holding: holding.post_id):
        post = lifecycle.touch(tx, lifecycle.POST, one.post_id, lock=by.at)
        others = holdings.holders(tx, one.post_id)
        taken = (
            [] if post["role"] in SHARED_ROLES else [o for o in others if o.key != one.key and holdings.clash(one, o)]
        )
        if taken:
            raise Conflict(f"{taken[0].person_name} holds {one.post_label} now. End one of the two holdings first.")
    bump(tx, TIES_REMOVED)
    search_text.refresh(tx, today=by.today, person_ids=[person_id])


def lock_people(tx: "ManagedTransaction", people: Iterable[str]) -> dict[str, str]:
    """Lock these people until the transaction ends. Returns the names of those who exist and are not deleted."""
    rows = tx.run(LOCK, people=sorted(set(people)), lock=str(uuid.uuid4()))
    return {row["id"]: row["name"] for row in rows if row["stands"]}


def people_alike(tx: "ManagedTransaction", values: Mapping[str, Any]) -> list[Alike]:
    """People already known who may be the one described, likeliest first: of the same family name, or mailbox."""
    new = described(values)
    rows = tx.run(ALIKE, email=email_key(new.email) or "-", families=sorted(family_keys(new)))
    judged = [(row["person"], judge(new, described(row["person"]))) for row in rows]
    likely = [pair for pair in judged if pair[1].verdict > Verdict.OTHER or first_names_alike(new, described(pair[0]))]
    likely.sort(key=lambda pair: -pair[1].verdict)
    return [Alike(known["id"], known["name"], judgment.in_words) for known, judgment in likely]


def _person(stored: Mapping[str, Any], merged_into: str | None = None) -> Person:
    facts: dict[str, Any] = {
        name: stored.get(name)
        for name in (*TEXTS, *PORTRAIT, "source", "as_of", "recorded_at", "recorded_by", "deleted_at")
    }
    lists: dict[str, Any] = {name: tuple(_listed(stored.get(name))) for name in (*LISTS, "corrected")}
    return Person(
        id=stored["id"],
        name=stored["name"],
        version=stored["version"],
        opted_out=bool(stored.get("opted_out")),
        sample=bool(stored.get("sample")),
        merged_into=merged_into,
        **facts,
        **lists,
    )


def _listed(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value or []
