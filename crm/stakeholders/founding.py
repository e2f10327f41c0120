"""What a new database begins with: the association, its staff posts, its partner bodies and the six RESAs, as data.

Run at every start, after the migrations: what is there is left as it is, also where it was renamed or deleted since.
The sentences are ours; `source` says where each fact was read, and everything can be edited on its page.
"""

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm.office_time import day_of
from crm.stakeholders import search_text
from crm.stakeholders.posts import COUNCIL_SEAT, DIRECTOR, STAFF
from crm.storage.settings import ASSOCIATION

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

# Ids follow from a short word, so that a start that is cut off and repeated makes nothing twice.
FOUNDING_IDS = uuid.UUID("a2f5d3b0-91d5-4f4f-8f0a-2f8f6f5f9f10")
READ_IN = "Read in public pages of the body, 2019-2025"
FROM_MEMORY = "Named from memory: check, then edit"


@dataclass(frozen=True)
class Body:
    """A body as it is founded; `word` makes its id and never changes."""

    word: str
    name: str
    short_name: str
    classification: str
    about: str
    source: str = READ_IN
    website: str = ""
    address: str = ""

    @property
    def id(self) -> str:
        return founding_id(self.word)


HOME = Body(
    "home", "Mississippi Association of School Superintendents", "MASS", "association",
    "Founded in 1969. Its board has two superintendents from each of the five old congressional districts, five at "
    "large, and five officers. Not to be confused with MASA, the administrators’ association: one letter apart.",
    address="555 Tombigbee St, Suite 107, Jackson, MS",
)  # fmt: skip

PARTNERS = (
    Body(
        "mde", "Mississippi Department of Education", "MDE", "partner",
        "The state agency for schools, under the nine-member State Board of Education, whose policy of 2006 names a "
        "liaison to the RESAs.",
        source="mde.k12.ms.us, State Board policy 5001",
    ),
    Body(
        "masa", "Mississippi Association of School Administrators", "MASA", "partner",
        "The administrators’ association, a 501(c)(6); runs the Superintendent of the Year award. Its fiscal year runs "
        "October to September. Not to be confused with MASS: one letter apart.",
        source="msasa.org, bylaws",
    ),
    Body(
        "msba", "Mississippi School Boards Association", "MSBA", "partner",
        "Incorporated in 1952; serves every school board in the state, with some 700 members, on a map of four "
        "districts of its own. Left the national association in June 2022.",
        source="msbaonline.org, About",
    ),
    Body(
        "mpe", "Mississippi Professional Educators", "MPE", "partner",
        "An independent teachers’ association with more than 13,000 members in 2023.",
        source="leadgreatschools.com, January 2023",
    ),
    Body(
        "mae", "Mississippi Association of Educators", "MAE", "partner",
        "The state affiliate of the National Education Association (NEA).",
    ),
    Body(
        "parents-campaign", "The Parents’ Campaign", "Parents’ Campaign", "partner",
        "A network of parents and educators, founded in 2006; an older press figure counts more than 60,000 people.",
        source="picayuneitem.com, August 2006; splcenter.org, September 2024",
    ),
)  # fmt: skip

RESAS = (
    Body(
        "emced", "East Mississippi Center for Educational Development", "EMCED", "resa",
        "A regional education service agency at MSU-Meridian, for 19 counties.",
        website="https://emced.msresaservices.com",
    ),
    Body(
        "daais", "Delta Area Association for Improvement of Schools", "DAAIS", "resa",
        "The Delta’s regional education service agency. Besides school districts it has a parochial system, a "
        "university and two community colleges as members.",
        website="https://daais.msresaservices.com",
    ),
    Body(
        "nmec", "North Mississippi Education Consortium", "NMEC", "resa",
        "The north’s regional education service agency.", source=FROM_MEMORY,
    ),
    Body(
        "gceic", "Gulf Coast Education Initiative Consortium", "GCEIC", "resa",
        "The coast’s regional education service agency.", source=FROM_MEMORY,
    ),
    Body(
        "sresa", "Southern Regional Educational Service Agency", "SRESA", "resa",
        "A regional education service agency around Hattiesburg.", source=FROM_MEMORY,
    ),
    Body(
        "smec", "Southwest Mississippi Education Consortium", "SMEC", "resa",
        "The southwest’s regional education service agency.", source=FROM_MEMORY,
    ),
)  # fmt: skip

COUNCIL = Body(
    "council", "Advisory council", "Council", "council",
    "The bodies that meet with the executive director each quarter (plan UV 1.1).", source="The strategic plan of 2021",
)  # fmt: skip

POSTS = (
    ("home-director", "Executive director", DIRECTOR),
    ("home-staff", "Staff", STAFF),
)

FOUND = """
UNWIND $rows AS row
MERGE (o:Organization {id: row.id})
ON CREATE SET o += row, o.version = 1
"""

FOUND_POSTS = """
UNWIND $rows AS row
MATCH (o:Organization {id: $home})
MERGE (post:Post {id: row.id})
ON CREATE SET post += row, post.version = 1
MERGE (post)-[:IN]->(o)
"""

FOUND_COUNCIL_SEATS = """
UNWIND $rows AS row
MATCH (council:Organization {id: $council}), (body:Organization {id: row.body})
MERGE (post:Post {id: row.post.id})
ON CREATE SET post += row.post, post.version = 1
MERGE (post)-[:IN]->(council)
MERGE (post)-[:SPEAKS_FOR]->(body)
"""

FOUNDED = "MATCH (o:Organization {id: $home}) RETURN count(o) AS count"


def founding_id(word: str) -> str:
    """The id of what is founded under a word: "home", "msba", "emced"."""
    return str(uuid.uuid5(FOUNDING_IDS, word))


def found(tx: "ManagedTransaction", *, at: str, zone: ZoneInfo, association: str = ASSOCIATION) -> bool:
    """Make what a new database begins with, and say whether this was one. `at` is the instant it is recorded with,
    `zone` the office's.

    `association` is its name and short name, "Kansas Association of Superintendents (KAS)". One of another name is made
    without our Mississippi facts about it; its partners can be edited.
    """
    if tx.run(FOUNDED, home=HOME.id).single(strict=True)["count"]:
        return False
    rows = [_row(body, at) for body in (_home(association), *PARTNERS, *RESAS, COUNCIL)]
    rows[0]["home"] = True
    tx.run(FOUND, rows=rows).consume()
    stamp = {"recorded_at": at, "recorded_by": "founding"}
    posts: list[dict[str, str]] = [
        {"id": founding_id(word), "label": label, "title": label, "role": role, **stamp} for word, label, role in POSTS
    ]
    tx.run(FOUND_POSTS, rows=posts, home=HOME.id).consume()
    posts += _council_seats(tx, stamp)
    bodies, offices = [str(row["id"]) for row in rows], [post["id"] for post in posts]
    search_text.refresh(tx, today=day_of(at, zone), org_ids=bodies, post_ids=offices)
    return True


def _home(association: str) -> Body:
    """The association itself, under this name."""
    name, _, short = association.removesuffix(")").partition("(")
    named = replace(HOME, name=name.strip(), short_name=short.strip())
    return named if named.name == HOME.name else replace(named, about="", address="", source="")


def _council_seats(tx: "ManagedTransaction", stamp: dict[str, str]) -> list[dict[str, str]]:
    """A seat of the council for each partner body."""
    rows = [
        {
            "body": body.id,
            "post": {
                "id": founding_id(f"council-{body.word}"),
                "label": f"{body.short_name} seat, advisory council",
                "title": f"{body.short_name} representative",
                "role": COUNCIL_SEAT,
                **stamp,
            },
        }
        for body in PARTNERS
    ]
    tx.run(FOUND_COUNCIL_SEATS, rows=rows, council=COUNCIL.id).consume()
    return [row["post"] for row in rows if isinstance(row["post"], dict)]


def _row(body: Body, at: str) -> dict[str, object]:
    texts: dict[str, str] = {
        "name": body.name,
        "short_name": body.short_name,
        "classification": body.classification,
        "about": body.about,
        "source": body.source,
        "website": body.website,
        "address": body.address,
        "recorded_at": at,
        "recorded_by": "founding",
    }
    return {"id": body.id, **{name: text for name, text in texts.items() if text}}
