"""A small made-up legislature, with its school districts, in which the tests of contacts and ties play."""

from worlds.office import CHICAGO
from worlds.pieces import add, join

from crm.records.actor import Actor
from crm.storage.database import Database
from crm.vocabulary import Role

NOW = "2026-11-23T15:04:05.123456Z"

PEOPLE = {
    "phil": {"name": "Phil Ford"},
    "amy": {"name": "Amy Hale"},
    "ann": {"name": "Ann Reed"},
    "bo": {"name": "Bo Lee"},
    "carl": {"name": "Carl Dunn", "party": "Republican", "education": ["Mississippi State University, B.S."]},
    "dora": {"name": "Dora Eads", "party": "Democratic", "education": ["Jackson State University; B. A."]},
    "eli": {"name": "Eli Fox", "party": "Republican"},
    "fay": {"name": "Fay Gill", "party": "Republican", "education": ["Mississippi State University"]},
    "gus": {"name": "Gus Hill"},
}
ORGANIZATIONS = {
    "home": {"name": "The Association", "classification": "association", "home": True},
    "house": {"name": "House", "classification": "chamber", "chamber": "lower"},
    "senate": {"name": "Senate", "classification": "chamber", "chamber": "upper"},
    "house-education": {"name": "Education", "classification": "committee", "chamber": "lower"},
    "senate-education": {"name": "Education", "classification": "committee", "chamber": "upper"},
    "lee-schools": {"name": "Lee County Schools", "classification": "school_district"},
    "pike-schools": {"name": "Pike County Schools", "classification": "school_district"},
    "east": {"name": "East Services", "classification": "resa"},
}
POSTS = {
    "office": {"role": "staff", "label": "Office", "title": "Director", "in": "home"},
    "hd1": {"chamber": "lower", "district": "1", "in": "house"},
    "hd2": {"chamber": "lower", "district": "2", "in": "house"},
    "hd3": {"chamber": "lower", "district": "3", "in": "house"},
    "hd4": {"chamber": "lower", "district": "4", "in": "house"},
    "sd1": {"chamber": "upper", "district": "1", "in": "senate"},
    "lee-super": {"role": "superintendent", "label": "Superintendent of Lee County", "in": "lee-schools"},
    "pike-super": {"role": "superintendent", "label": "Superintendent of Pike County", "in": "pike-schools"},
}
HOLDERS = (
    ("phil", "office", "2019"),
    ("amy", "office", "2021"),
    ("carl", "hd1", "2024-01-02"),
    ("dora", "hd2", "2024-01-02"),
    ("eli", "hd3", "2024-01-02"),
    ("fay", "sd1", "2020-01-07"),
    ("ann", "lee-super", "2022-07-01"),
    ("bo", "pike-super", "2020-07-01"),
)
MEMBERS = (
    ("carl", "house-education", "chair"),
    ("dora", "house-education", "member"),
    ("fay", "senate-education", "chair"),
)
AREAS = (
    "area-hd1",
    "area-hd2",
    "area-hd3",
    "area-sd1",
    "county-lee",
    "county-pike",
    "school-lee",
    "school-pike",
    "cd1",
)
KINDS = {
    "area": "legislative_district",
    "county": "county",
    "school": "school_district",
    "cd1": "old_congressional_district",
}
OVERLAPS = (
    ("school-lee", "county-lee", 1.0),
    ("county-lee", "area-hd1", 0.6),
    ("county-lee", "area-sd1", 0.9),
    ("county-lee", "cd1", 1.0),
    ("school-pike", "area-hd2", 0.8),
)


def settle(database: Database) -> Database:
    """Make the town in an empty graph."""
    posts = {
        name: {
            "role": "member",
            "label": f"{'House' if post['in'] == 'house' else 'Senate'} District {post['district']}",
            "title": "Representative" if post["in"] == "house" else "Senator",
            "seat": 1,
            **post,
        }
        if "chamber" in post
        else post
        for name, post in POSTS.items()
    }
    areas = {area: {"name": area, "key": area, "classification": KINDS[area.split("-")[0]]} for area in AREAS}
    kinds = {"Person": PEOPLE, "Organization": ORGANIZATIONS, "Post": posts, "Area": areas}
    for label, things in kinds.items():
        add(database, label, {id_: {k: v for k, v in values.items() if k != "in"} for id_, values in things.items()})
    join(database, "HOLDS", "Person", "Post", [(p, post, {"start_date": on}) for p, post, on in HOLDERS])
    join(database, "IN", "Post", "Organization", [(post, values["in"], {}) for post, values in posts.items()])
    join(database, "MEMBER_OF", "Person", "Organization", [(p, o, {"role": role}) for p, o, role in MEMBERS])
    ground = [(f"{name}", f"area-{name}", {}) for name in ("hd1", "hd2", "hd3", "sd1")]
    join(database, "REPRESENTS", "Post", "Area", ground)
    served = [("lee-schools", "school-lee", {}), ("pike-schools", "school-pike", {})]
    join(database, "SERVES", "Organization", "Area", served)
    join(database, "OVERLAPS", "Area", "Area", [(a, b, {"share": share}) for a, b, share in OVERLAPS])
    join(database, "MEMBER_OF", "Organization", "Organization", [("lee-schools", "east", {"role": "member"})])
    return database


def gather(database: Database, id_: str, name: str, start: str, there: list[str], **more: str) -> None:
    """A gathering with these people in the room."""
    add(database, "Event", {id_: {"name": name, "start": start, "kind": "other", "status": "held", **more}})
    join(database, "ATTENDED", "Person", "Event", [(person, id_, {}) for person in there])


def acting(role: Role = Role.STAFF, person: str | None = "amy", *, user: str = "", at: str = NOW) -> Actor:
    """An actor; the account's name follows from the person."""
    user = user or f"user-{person}"
    return Actor(user, str(PEOPLE.get(person or "", {}).get("name", "Somebody")), role, person, at, CHICAGO)
