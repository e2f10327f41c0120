"""The `search` text of people, posts and organizations: what somebody may type to find them, in normalised words.

One phrase per line (a name, an alias, a seat with all its codes, a committee role), so that the finder can tell a
phrase that fits from words that merely occur. Refreshed with every change of a name, post or membership.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm.records.lifecycle import POST_STANDS
from crm.stakeholders.chambers import SEARCHED
from crm.stakeholders.names.folding import email_key, name_key, spellings, words
from crm.stakeholders.names.given_names import short_forms

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

CLASSIFICATION_WORDS = {"school_district": "school district", "resa": "resa", "committee": "committee"}

CHUNK = 1_000

PEOPLE = (
    """
UNWIND $ids AS id
MATCH (p:Person {id: id})
WHERE p.deleted_at IS NULL
RETURN p {.id, .name, .given_name, .family_name, .nickname, .email, .other_names} AS person,
  [(p)-[h:HOLDS]->(post:Post)
    WHERE """
    + POST_STANDS
    + """ AND coalesce(h.end_date, '9999') > $today
    | {post: post {.role, .title, .label, .chamber, .district},
       body: head([(post)-[:IN]->(o:Organization) | o {.name, .short_name}])}] AS offices,
  [(p)-[m:MEMBER_OF]->(o:Organization)
    WHERE o.deleted_at IS NULL AND coalesce(m.end_date, '9999') > $today
    | {body: o {.name, .short_name, .chamber, .classification}, role: m.role}] AS memberships
"""
)

POSTS = """
UNWIND $ids AS id
MATCH (post:Post {id: id})
WHERE post.deleted_at IS NULL
RETURN post {.id, .role, .title, .label, .chamber, .district} AS post,
  head([(post)-[:IN]->(o:Organization) | o {.name, .short_name}]) AS body
"""

ORGANIZATIONS = """
UNWIND $ids AS id
MATCH (o:Organization {id: id})
WHERE o.deleted_at IS NULL
RETURN o {.id, .name, .short_name, .classification, .chamber, .home} AS organization
"""

SET_PEOPLE = """
UNWIND $rows AS row
MATCH (n:Person {id: row.id})
SET n.search = row.search, n.family_key = row.family_key, n.email_key = row.email_key
"""
SET_POSTS = "UNWIND $rows AS row MATCH (n:Post {id: row.id}) SET n.search = row.search"
SET_ORGANIZATIONS = "UNWIND $rows AS row MATCH (n:Organization {id: row.id}) SET n.search = row.search"
MEMBERS = """
MATCH (o:Organization)
WHERE o.id IN $ids
CALL (o) {
  MATCH (o)<-[:MEMBER_OF]-(p:Person) RETURN p.id AS id
  UNION
  MATCH (o)<-[:IN]-(:Post)<-[:HOLDS]-(p:Person) RETURN p.id AS id
}
RETURN collect(DISTINCT id) AS people
"""


def refresh(
    tx: "ManagedTransaction",
    *,
    today: str,
    person_ids: Iterable[str] = (),
    post_ids: Iterable[str] = (),
    org_ids: Iterable[str] = (),
) -> None:
    """Compute `search` anew for these records, from what this transaction sees on this day (an ISO date). Deleted
    ones stay without."""
    for ids in _chunks(person_ids):
        found = list(tx.run(PEOPLE, ids=ids, today=today))
        _write(tx, SET_PEOPLE, [(row["person"]["id"], person_phrases(row)) for row in found], _keys(found))
    for ids in _chunks(post_ids):
        _write(
            tx,
            SET_POSTS,
            [(row["post"]["id"], post_phrases(row["post"], row["body"])) for row in tx.run(POSTS, ids=ids)],
        )
    for ids in _chunks(org_ids):
        rows = [row["organization"] for row in tx.run(ORGANIZATIONS, ids=ids)]
        _write(tx, SET_ORGANIZATIONS, [(row["id"], organization_phrases(row)) for row in rows])


def people_of(tx: "ManagedTransaction", org_ids: Sequence[str]) -> list[str]:
    """The people whose search text names these bodies: refresh them when a body's name changes."""
    return list(tx.run(MEMBERS, ids=list(org_ids)).single(strict=True)["people"])


def person_phrases(row: Mapping[str, Any]) -> list[str]:
    """What a person may be found by: names, short forms of them, e-mail name, present offices and committees."""
    person = row["person"]
    family = person["family_name"] or ""
    phrases = [person["name"], *(person["other_names"] or [])]
    phrases.append(f"{person['given_name'] or ''} {family}")
    phrases += [f"{person['given_name'] or ''} {spelled}" for spelled in spellings(family)]
    if person["nickname"]:
        phrases.append(f"{person['nickname']} {family}")
    phrases += [f"{form} {family}" for form in sorted(short_forms(person["given_name"] or person["name"]))]
    if person["email"]:
        phrases.append(person["email"].partition("@")[0])
    phrases += [_post_phrase(held["post"], held["body"]) for held in row["offices"]]
    phrases += [_membership_phrase(m["body"], m["role"]) for m in row["memberships"]]
    return phrases


def post_phrases(post: Mapping[str, Any], body: Mapping[str, Any] | None) -> list[str]:
    """What a seat or office may be found by."""
    return [_post_phrase(post, body), post["label"]]


def organization_phrases(organization: Mapping[str, Any]) -> list[str]:
    """What a body may be found by: its names, its chamber, what kind of body it is."""
    kind = CLASSIFICATION_WORDS.get(organization["classification"] or "", "")
    chamber = SEARCHED.get(organization["chamber"] or "", "") if kind == "committee" else ""
    return [f"{chamber} {organization['name']} {kind}", organization["name"], organization["short_name"] or ""]


def _chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    listed = list(ids)
    return (listed[start : start + CHUNK] for start in range(0, len(listed), CHUNK))


def _post_phrase(post: Mapping[str, Any], body: Mapping[str, Any] | None) -> str:
    if post["role"] == "member" and post["chamber"]:
        chamber = SEARCHED.get(post["chamber"], post["chamber"])
        return f"{chamber} {post['title'] or ''} district {post['district'] or ''}"
    bodies = f"{body['name']} {body['short_name'] or ''}" if body else ""
    supt = "supt" if post["role"] == "superintendent" else ""
    return f"{post['title'] or post['label']} {supt} {bodies}"


def _membership_phrase(body: Mapping[str, Any], role: str) -> str:
    chamber = SEARCHED.get(body["chamber"] or "", "")
    return f"{chamber} {body['name']} {body['short_name'] or ''} {'' if role == 'member' else role}"


def _keys(found: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str | None]]:
    """By which folded family name and mailbox a person is looked up, by id."""
    people = [row["person"] for row in found]
    return {
        p["id"]: {
            "family_key": name_key(p["family_name"] or "") or None,
            "email_key": email_key(p["email"] or "") or None,
        }
        for p in people
    }


def _write(
    tx: "ManagedTransaction",
    text: str,
    found: Sequence[tuple[str, Iterable[str]]],
    keys: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    rows = []
    for record_id, phrases in found:
        lines = (" ".join(dict.fromkeys(words(phrase))) for phrase in phrases)
        search = "\n".join(dict.fromkeys(line for line in lines if line))
        rows.append({"id": record_id, "search": search, **(keys or {}).get(record_id, {})})
    if rows:
        tx.run(text, rows=rows).consume()
