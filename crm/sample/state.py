"""The fictional state of the sample: who is there, who holds what, whom they serve. Pure, the same for the same seed.

Nothing in it is or resembles a real person or district; its bodies are made up too, so that no stance is invented for
anybody who lives. Ids follow from the seed and a short word, so that adding the sample twice makes it once.
"""

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from random import Random
from typing import Any

IDS = uuid.UUID("c1b0a1de-3f60-4a5c-9e5e-7f9a27f1d001")
JURISDICTION = "sample"
_WORDS = tomllib.loads((files(__package__) / "names.toml").read_text("utf-8"))
GIVEN: tuple[str, ...] = tuple(_WORDS["given"])
FAMILY: tuple[str, ...] = tuple(_WORDS["family"])
COUNTIES: tuple[str, ...] = tuple(_WORDS["counties"])
TOWNS: tuple[str, ...] = tuple(_WORDS["towns"])
COMMITTEES = (
    ("Education", 9),
    ("Appropriations", 9),
    ("Ways and Means", 7),
    ("Judiciary", 7),
    ("Public Health", 7),
    ("Agriculture", 5),
)
BODIES = (
    ("dol", "Department of Learning", "DOL"),
    ("slg", "School Leaders Guild", "SLG"),
    ("sbu", "School Boards Union", "SBU"),
    ("lea", "League of Educators", "LEA"),
    ("tfa", "Teachers Federation", "TFD"),
    ("pfs", "Parents for Schools", "PFS"),
)
HOUSE, SENATE = 30, 14  # seats
LEAVING_SUPERINTENDENT, LEAVING_MEMBER = 4, -3  # their places in the lists
RESAS = ("North Sample RESA", "Central Sample RESA", "South Sample RESA")


def sample_id(word: str) -> str:
    """The id of a sample record."""
    return str(uuid.uuid5(IDS, word))


@dataclass
class State:
    """Rows to be stored. Nodes by label as property maps; links as (type, start id, end id, properties)."""

    nodes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    links: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    legislators: list[str] = field(default_factory=list)
    superintendents: list[str] = field(default_factory=list)
    staff: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def node(self, kind: str, word: str, /, **values: Any) -> str:
        """Add a node and return its id."""
        record_id = sample_id(word)
        self.nodes.setdefault(kind, []).append({"id": record_id, **values})
        return record_id

    def link(self, kind: str, start: str, end: str, /, **values: Any) -> None:
        self.links.append((kind, start, end, values | {"key": "|".join((start, end, values.get("start_date", "")))}))


def made_up_state(seed: int, today: date, *, house: int = HOUSE, senate: int = SENATE) -> State:
    """The state as of a day: chambers, committees, counties, districts, people and who holds what."""
    chance = Random(seed)  # noqa: S311 - made-up names, not secrets
    state = State()
    people = _people(state, chance, namesakes=2 + (house + senate) // len(FAMILY))
    _legislature(state, chance, people, today, {"lower": house, "upper": senate})
    _schools(state, chance, people, today)
    _bodies(state, people, today)
    _directors(state, people)
    _leaving(state, people, today, house)
    return state


def _people(state: State, chance: Random, *, namesakes: int) -> Iterator[str]:
    pairs = [(given, family) for family in FAMILY for given in GIVEN]
    chance.shuffle(pairs)
    families_used: dict[str, int] = {}
    for given, family in pairs:
        if families_used.get(family, 0) >= namesakes:
            continue
        families_used[family] = families_used.get(family, 0) + 1
        name = f"{given} {family}"
        made = state.node(
            "Person",
            f"person {name}",
            name=name,
            given_name=given,
            family_name=family,
            email=f"{given}.{family}@example.org".lower(),
            phone=f"555-01{chance.randrange(100):02d}",
            education=[chance.choice(("Elderberry State University", "Fernleaf College", "Sample Tech"))],
        )
        state.names[made] = name
        yield made


def _legislature(state: State, chance: Random, people: Iterator[str], today: date, sizes: dict[str, int]) -> None:
    legislature = state.node(
        "Organization",
        "legislature",
        name="Sample Legislature",
        classification="legislature",
        jurisdiction=JURISDICTION,
    )
    counties = [_county(state, name) for name in COUNTIES]
    term = date(today.year - (today.year % 4), 1, 7)
    for chamber, title, name in (("lower", "Representative", "House"), ("upper", "Senator", "Senate")):
        body = state.node(
            "Organization",
            f"chamber {chamber}",
            name=f"Sample {name}",
            classification="chamber",
            chamber=chamber,
            jurisdiction=JURISDICTION,
        )
        state.link("PART_OF", body, legislature)
        members = []
        for number in range(1, sizes[chamber] + 1):
            seat = _seat(state, body, chamber, name, title, number)
            area = state.node(
                "Area",
                f"{chamber} {number}",
                key=f"legislative_district|{JURISDICTION}|{chamber}|{number}",
                classification="legislative_district",
                name=f"{name} District {number}",
                chamber=chamber,
                district=str(number),
                valid_from="2023-01-01",
            )
            state.link("REPRESENTS", seat, area)
            touched = chance.sample(counties, 2 if chance.random() < 0.3 else 1)
            for county in touched:
                state.link(
                    "OVERLAPS", county, area, share=round(1 / len(touched), 2), source="sample", as_of=str(today)
                )
            if number == sizes[chamber] and chamber == "lower":
                continue  # one vacancy, as every state has now and then
            member = next(people)
            _set(state, member, party=chance.choice(("Republican", "Republican", "Democratic")))
            state.link("HOLDS", member, seat, start_date=str(term))
            members.append(member)
        state.legislators += members
        _committees(state, chance, body, chamber, members)


def _county(state: State, name: str) -> str:
    return state.node("Area", f"county {name}", key=f"county|{JURISDICTION}|{name}", classification="county", name=name)


def _seat(state: State, body: str, chamber: str, name: str, title: str, number: int) -> str:
    seat = state.node(
        "Post",
        f"seat {chamber} {number}",
        key=f"{JURISDICTION}|{chamber}|{number}|1",
        role="member",
        label=f"{name} District {number}",
        title=title,
        chamber=chamber,
        district=str(number),
        seat=1,
    )
    state.link("IN", seat, body)
    return seat


def _committees(state: State, chance: Random, chamber_id: str, chamber: str, members: list[str]) -> None:
    for name, size in COMMITTEES:
        committee = state.node(
            "Organization",
            f"committee {chamber} {name}",
            name=name,
            classification="committee",
            chamber=chamber,
            jurisdiction=JURISDICTION,
        )
        state.link("PART_OF", committee, chamber_id)
        for place, member in enumerate(chance.sample(members, min(size, len(members)))):
            state.link("MEMBER_OF", member, committee, role={0: "chair", 1: "vice chair"}.get(place, "member"))


def _schools(state: State, chance: Random, people: Iterator[str], today: date) -> None:
    resas = [
        state.node("Organization", f"resa {name}", name=name, short_name=name, classification="resa") for name in RESAS
    ]
    counties = [sample_id(f"county {name}") for name in COUNTIES]
    for number, town in enumerate(TOWNS):
        name = f"{town} School District"
        district = state.node(
            "Organization",
            f"district {town}",
            name=name,
            classification="school_district",
            key_name=town.lower(),
            nces_type="Regular public school district",
        )
        area = state.node(
            "Area",
            f"ground {town}",
            key=f"school_district|{JURISDICTION}|{town}",
            classification="school_district",
            name=name,
        )
        state.link("SERVES", district, area)
        state.link("OVERLAPS", area, counties[number % len(counties)], share=1.0, source="sample", as_of=str(today))
        state.link("MEMBER_OF", district, resas[number % len(resas)], role="member", start_date="2024-07-01")
        post = state.node(
            "Post",
            f"superintendent {town}",
            role="superintendent",
            label=f"Superintendent, {name}",
            title="Superintendent",
            key=f"superintendent|{district}",
        )
        state.link("IN", post, district)
        holder = next(people)
        since = today - timedelta(days=chance.randrange(200, 2500))
        state.link("HOLDS", holder, post, start_date=str(since))
        state.superintendents.append(holder)


def _bodies(state: State, people: Iterator[str], today: date) -> None:
    council = state.node("Organization", "council", name="Sample advisory council", classification="council")
    for word, name, short in BODIES:
        body = state.node("Organization", f"body {word}", name=name, short_name=short, classification="partner")
        post = state.node(
            "Post",
            f"council {word}",
            role="council_seat",
            label=f"{short} seat, sample advisory council",
            title=f"{short} representative",
            key=f"council|{JURISDICTION}|{word}",
        )
        state.link("IN", post, council)
        state.link("SPEAKS_FOR", post, body)
        if word != "pfs":
            state.link("HOLDS", next(people), post, start_date=str(today - timedelta(days=700)))
    state.staff = [next(people) for _ in range(4)]


def _set(state: State, person_id: str, **values: Any) -> None:
    next(person for person in state.nodes["Person"] if person["id"] == person_id).update(values)


def _directors(state: State, people: Iterator[str]) -> None:
    """Who leads each RESA."""
    for name in RESAS:
        post = state.node(
            "Post", f"director {name}", role="director", title="Director", label=f"Director of {name}", seat=1
        )
        state.link("IN", post, sample_id(f"resa {name}"))
        state.link("HOLDS", next(people), post, start_date="2023-07-01")


def _leaving(state: State, people: Iterator[str], today: date, house: int) -> None:
    """Who leaves a post: a superintendent and a member of a chamber soon, each with somebody who follows; and who held
    the vacant seat."""
    for leaver, days in ((state.superintendents[LEAVING_SUPERINTENDENT], 40), (state.legislators[LEAVING_MEMBER], 33)):
        place = next(n for n, (kind, start, _, _) in enumerate(state.links) if (kind, start) == ("HOLDS", leaver))
        _, _, post, values = state.links[place]
        last = str(today + timedelta(days=days))
        values["end_date"] = last
        state.link("HOLDS", next(people), post, start_date=last)
    term = date(today.year - (today.year % 4), 1, 7)
    gone = next(people)
    state.left.append(gone)
    ended = str(today - timedelta(days=52))
    state.link("HOLDS", gone, sample_id(f"seat lower {house}"), start_date=str(term), end_date=ended)
