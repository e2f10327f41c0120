"""Bodies, people, posts, council seats and memberships, as the plan's rules read them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from crm.plan import evidence as rows
from crm.plan import evidence_terms as terms
from crm.plan.evidence import Body
from crm.plan.gathering.days import Values, ending, own_day, recorded_day, start_day
from crm.stakeholders.ground.old_districts import old_districts
from crm.stakeholders.names.folding import folded
from crm.storage.collected import collected

BODY_KINDS = {"school_district": "district", "resa": "resa", "partner": "partner"}
OFFICERS = ("president", "president elect", "secretary", "treasurer", "past president", "vice president", "officer")

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

HOLDINGS = collected(
    """
MATCH (p:Person)-[h:HOLDS]->(post:Post)-[:IN]->(o:Organization)
WHERE p.deleted_at IS NULL AND post.deleted_at IS NULL AND o.deleted_at IS NULL
RETURN properties(h) AS holding, p.id AS person, post {.role, .title, .label, .chamber, .old_district} AS post,
  o {.id, .name, .classification, .home} AS body, head([(post)-[:SPEAKS_FOR]->(b:Organization) | b.id]) AS speaks_for
LIMIT $most
""",
    "holding",
    "person",
    "post",
    "body",
    "speaks_for",
)
MEMBERSHIPS = collected(
    """
MATCH (d:Organization)-[m:MEMBER_OF]->(o:Organization)
WHERE d.deleted_at IS NULL AND o.deleted_at IS NULL AND (o.home OR o.classification = 'resa')
RETURN properties(m) AS membership, d.id AS district, d.name AS name, o.id AS body, o.name AS body_name,
  coalesce(o.home, false) AS ours LIMIT $most
""",
    "membership",
    "district",
    "name",
    "body",
    "body_name",
    "ours",
)
IN_GROUPS = collected(
    """
MATCH (p:Person)-[m:MEMBER_OF]->(o:Organization {classification: 'group'})
WHERE p.deleted_at IS NULL AND o.deleted_at IS NULL
RETURN o.id AS body, collect(p.id) AS people LIMIT $most
""",
    "body",
    "people",
)


def body(stored: Values) -> Body:
    kind = "own" if stored["home"] else BODY_KINDS.get(stored["classification"] or "", "other")
    return Body(stored["id"], stored["name"], kind, stored["short_name"] or "", bool(stored["high_need"]))


def posts(holdings: Iterable[Values]) -> tuple[tuple[rows.Post, ...], tuple[rows.CouncilSeat, ...]]:
    posts, seats = [], []
    for row in holdings:
        held, post = row["holding"], row["post"]
        lasting: dict[str, Any] = {
            "id": held["key"],
            "day": start_day(held.get("start_date")),
            "recorded": recorded_day(held),
            "end": ending(held, "end_date"),
            "title": post["label"] or post["title"] or "",
        }
        if row["speaks_for"]:
            seats.append(rows.CouncilSeat(**lasting, body=row["speaks_for"], person=row["person"]))
            continue
        seat = held.get("old_district") or post["old_district"]
        posts.append(
            rows.Post(
                **lasting,
                role=role_of(post, row["body"]),
                body=row["body"]["id"],
                person=row["person"],
                interim=bool(held.get("interim")) or "interim" in folded(post["title"] or ""),
                seat=int(seat) if seat else None,
                district=held.get("body"),
            )
        )
    return tuple(posts), tuple(seats)


def role_of(post: Values, body: Values) -> str:
    """The plan's word for a post: of the stored role, its title, and the body it is in."""
    role, title = post["role"] or "", folded(post["title"] or "")
    if role == "member" and post["chamber"]:
        return terms.LEGISLATOR
    if role == "director" and body["classification"] == "resa":
        return terms.RESA_DIRECTOR
    if role == "director" and body["home"]:
        return terms.EXECUTIVE_DIRECTOR
    if role == "board_member":
        return _on_the_board(title)
    return role.replace("_", " ")


def _on_the_board(title: str) -> str:
    """What a member of a board is there as, by the folded title of the post."""
    if title in OFFICERS:
        return terms.OFFICER
    if "large" in title:
        return terms.AT_LARGE
    return terms.DISTRICT_REPRESENTATIVE if "representative" in title else terms.BOARD_MEMBER


def memberships(
    listed_memberships: Iterable[Values],
) -> tuple[tuple[rows.Membership, ...], tuple[rows.ResaList, ...]]:
    """Districts in membership, and what each RESA's latest list of members says."""
    memberships, listed = [], defaultdict(list)
    for row in listed_memberships:
        held = row["membership"]
        if not row["ours"]:
            listed[row["body"], row["body_name"]].append(row)
            continue
        memberships.append(
            rows.Membership(
                id=held["key"],
                day=start_day(held.get("start_date")),
                recorded=recorded_day(held),
                end=ending(held, "end_date"),
                district=row["district"],
                title=row["name"],
            )
        )
    lists = [_list(resa, name, of) for (resa, name), of in listed.items()]
    return tuple(memberships), tuple(one for one in lists if one)


def _list(resa: str, name: str, listed: list[Any]) -> rows.ResaList | None:
    days = [str(row["membership"]["as_of"]) for row in listed if row["membership"].get("as_of")]
    if not days:
        return None
    latest = max(days)
    there = [row for row in listed if not row["membership"].get("end_date")]
    known = min(recorded_day(row["membership"]) for row in listed if row["membership"].get("as_of") == latest)
    districts = frozenset(row["district"] for row in there)
    return rows.ResaList(
        id=f"{resa}|{latest}",
        day=own_day(latest),
        recorded=known,
        title=f"List of {name}",
        resa=resa,
        districts=districts,
    )


def placements(tx: "ManagedTransaction") -> list[rows.Placement]:
    """What a county decides holds since ever; what somebody chose, since that day."""
    return [
        rows.Placement(
            id=f"old|{one.organization_id}",
            day=own_day(one.chosen_on) if one.chosen_on else date.min,
            recorded=own_day(one.chosen_on) if one.chosen_on else date.min,
            title=one.name,
            district=one.organization_id,
            old=int(one.number),
        )
        for one in old_districts(tx)
        if one.number and one.number.isdigit()
    ]


def groups(in_groups: Iterable[Values], bodies: Iterable[Values]) -> tuple[rows.Group, ...]:
    people = {row["body"]: frozenset(row["people"]) for row in in_groups}
    return tuple(
        rows.Group(
            id=body["id"],
            day=start_day(body["start_date"]),
            recorded=recorded_day(body),
            end=ending(body, "end_date"),
            title=body["name"],
            members=people.get(body["id"], frozenset()),
        )
        for body in bodies
        if body["classification"] == "group"
    )
