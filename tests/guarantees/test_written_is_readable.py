"""What a form or the API takes can be read: every field of every schema on some page, and in some sheet.

A field that is not, is named in INTERNAL with its reason. A new schema, or a new field, fails here until it is.
"""

import csv
import importlib
import io
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema
from page_text import words
from worlds.council import BODIES, NAMES, WORLD
from worlds.pieces import add, write

import crm
from crm.accounts.saved_views import NewViewSchema, ViewChangeSchema
from crm.acts.contacts import ContactSchema
from crm.advocacy.council.meetings import NewMeetingSchema
from crm.advocacy.council.promises import NewPromiseSchema
from crm.advocacy.issues.issues import NewIssueSchema, NewRankingSchema
from crm.advocacy.stances.stances import NewPositionSchema
from crm.advocacy.votes.bills import NewBillSchema
from crm.advocacy.votes.roll_call_form import BallotSchema, NewRollCallSchema
from crm.asks.asks import NewAskSchema
from crm.events.attendance import AttendeeSchema, DecisionSchema, MinutesSchema
from crm.events.event_kind import EVENT
from crm.events.events import AgendaLineSchema, AroundSchema
from crm.interactions.communications import MESSAGE
from crm.interactions.contact_form import InteractionSchema
from crm.interactions.follow_ups import FollowUpChangeSchema
from crm.learning.kinds import KINDS
from crm.lobbying.expense_form import ExpenseSchema
from crm.records.kinds import Kind
from crm.relationships.rating_form import RatingSchema
from crm.stakeholders.memberships import MembershipSchema
from crm.stakeholders.organizations import OrganizationChangeSchema, OrganizationSchema
from crm.stakeholders.people import PersonChangeSchema, PersonSchema
from crm.storage.database import Database
from crm.vocabulary import CHANNELS, SENTIMENTS
from web.events.events import COLUMNS
from web.records.pages import columns

Said = Mapping[str, tuple[Any, str]]  # a field -> what is sent, and the words by which a reader meets it

# Schemas that are not tried here, and why.
ELSEWHERE = {
    "QuestionSchema": "paths: a question, which writes nothing; surveys: in the sheet of answers, a column each",
    "FilterSchema": "a question, which writes nothing",
    "NewUserSchema": "an account: /accounts, for administrators alone",
    "NewcomerSchema": "makes a person and who holds an office, each tried by itself",
    "AskRulesSchema": "settings of the site: /asks/rules",
    "AnswerSchema": "the census makes ratings of it",
    "NewRoundSchema": "a round of the census: /census, with sheets of its own",
    "DistrictSchema": "an outline on the map of the districts (tests/pages/test_district_map_page.py)",
    "GiftSchema": "a part of an expense",
    "MoveSchema": "a deadline's day: the session's page and its sheet",
    "MentionedSchema": "makes a person, an office and a body, each tried by itself",
    "NewFilingSchema": "a report: /lobbying and its worksheet, tried with the law (tests/pages/test_lobbying_pages.py)",
    "NewSessionSchema": "a session's calendar: /sessions, likewise",
    "NewValueSchema": "the law's numbers: /lobbying/law, likewise",
    "NewRegistrationSchema": "a registration: /lobbying/registrations, likewise",
    "NewSettingSchema": "the plan's settings: its own page and file (tests/pages/test_plan_pages.py)",
}
# Fields that no page or sheet shows, and why: of any thing, and of one.
NEVER_SHOWN = {
    "key": "tells a form that is sent twice",
    "id": "tells a form that is sent twice",
    "private_note": "for its writer alone, on the contact's page",
}
INTERNAL = {
    ("a stance", "subject in a sheet"): "the sheet is of this one issue",
    ("a stance", "arose_from"): "the contact or roll call, whose own page names the stance",
    ("a contact", "event"): "at which event: its name stands where the place does",
    ("a contact", "follow_up"): "a follow-up, tried by itself",
    ("a contact", "follow_up_due"): "a follow-up, tried by itself",
    ("a contact", "follow_up_owner"): "a follow-up, tried by itself",
    ("a bill", "jurisdiction"): "which state's bill, where several are kept: part of its identity",
    ("a promise", "meeting"): "the promise stands on the meeting's page",
    ("an expense", "category"): "a word of the law, on the page and in the sheet (tests/pages/test_lobbying_pages.py)",
    ("an expense", "thing"): "a word of the law, likewise",
    ("an expense", "function"): "the conditions of a function are in the worksheet's reasons",
    ("an expense", "legislature"): "a condition of a function",
    ("an expense", "statewide"): "a condition of a function",
    ("an expense", "one_day"): "a condition of a function",
    ("an expense", "equal"): "a condition of a function",
    ("an expense", "attendance"): "a condition of a function",
    ("an expense", "officials"): "a condition of a function",
    ("an expense", "contact"): "leads from the expense to the contact",
    ("an expense", "event"): "leads from the expense to the event",
}


@dataclass(frozen=True)
class Written:
    """One thing that is written: where it is sent (as JSON, or as a form), and the pages and sheets that tell of it.

    `row` is a word by which its row in a sheet is found. In addresses, {id} is the id of what was made.
    """

    schema: type[Schema]
    to: str
    said: Said
    pages: tuple[str, ...]
    sheets: tuple[str, ...]
    row: str
    form: bool = False
    before: Callable[[FlaskClient], Any] | None = None
    made: Mapping[str, str] = field(default_factory=dict)


ABOUT_A_PERSON = {
    "name": ("Canaria Unread", "Canaria Unread"),
    "given_name": ("Canaria", "Canaria"),
    "middle_name": ("Middlecanary", "Middlecanary"),
    "family_name": ("Unread", "Unread"),
    "suffix": ("Jr.", "Jr."),
    "nickname": ("Nickcanary", "Nickcanary"),
    "email": ("canary@example.org", "canary@example.org"),
    "phone": ("601-555-0199", "(601) 555-0199"),
    "address": ("1 Canary Street", "1 Canary Street"),
    "party": ("Canaryparty", "Canaryparty"),
    "gender": ("Gendercanary", "Gendercanary"),
    "birth_date": ("1958-03-12", "1958"),
    "occupation": ("Jobcanary", "Jobcanary"),
    "image": ("https://example.org/canary.png", "https://example.org/canary.png"),
    "education": (["Schoolcanary"], "Schoolcanary"),
    "counties": (["Countycanary"], "Countycanary"),
    "links": (["https://example.org/canary"], "https://example.org/canary"),
    "other_names": (["Othercanary"], "Othercanary"),
    "opted_out": (True, "yes"),
}
ABOUT_A_BODY = {
    "name": ("Canary Group", "Canary Group"),
    "short_name": ("CANG", "CANG"),
    "classification": ("group", "Group"),
    "about": ("Aboutcanary", "Aboutcanary"),
    "website": ("https://canary.example.org", "https://canary.example.org"),
    "phone": ("601-555-0199", "(601) 555-0199"),
    "address": ("1 Canary Street", "1 Canary Street"),
}
ABOUT_A_CONTACT = {
    "theirs": (["rep0"], "Della Ames"),
    "ours": (["ann"], "Ann Reed"),
    "at": ("2026-03-04", "2026"),
    "channel": ("call", CHANNELS["call"].words),
    "direction": ("from_us", "From us, no answer"),
    "sentiment": (2, SENTIMENTS[2].words),
    "issues": (["pay"], "Teacher pay"),
    "summary": ("summarycanary", "summarycanary"),
    "place": ("placecanary", "placecanary"),
    "ask": ("askcanary", "askcanary"),
    "answer": ("answercanary", "answercanary"),
    "promise": ("promisecanary", "promisecanary"),
    "at_request": (True, "yes"),
    "cost": ("12.34", "12.34"),
    "visibility": ("shared", "Everybody"),
}
THINGS = {
    "a person": Written(
        PersonSchema, "/api/v1/people", ABOUT_A_PERSON, ("/people/{id}", "/people/{id}/edit"), ("/people",), "Unread"
    ),
    "a body": Written(
        OrganizationSchema,
        "/organizations/new",
        ABOUT_A_BODY,
        ("/organizations/{id}",),
        ("/organizations",),
        "Canary Group",
        form=True,
    ),
    "a membership": Written(
        MembershipSchema,
        "/organizations/mae/members/new",
        {
            "member": ("rep0", "Della Ames"),
            "role": ("treasurer", "reasurer"),
            "start_date": ("2026-01-02", "2026"),
            "end_date": ("2127-02-03", "2127"),
        },
        ("/organizations/mae",),
        ("/organizations/mae",),
        "Della Ames",
        form=True,
    ),
    "a contact": Written(
        InteractionSchema,
        "/api/v1/interactions",
        ABOUT_A_CONTACT,
        ("/interactions/{id}",),
        ("/interactions",),
        "summarycanary",
    ),
    "a follow-up": Written(
        FollowUpChangeSchema,
        "/api/v1/interactions",
        {"text": ("followcanary", "followcanary"), "due": ("2126-05-06", "2126"), "owner": ("ann", "Ann Reed")},
        ("/follow-ups",),
        ("/follow-ups",),
        "followcanary",
        made={
            "theirs": "rep0",
            "ours": "ann",
            "follow_up": "followcanary",
            "follow_up_due": "2126-05-06",
            "follow_up_owner": "ann",
        },
    ),
    "an issue": Written(
        NewIssueSchema,
        "/api/v1/issues",
        {
            "title": ("Canary issue", "Canary issue"),
            "wording": ("wordingcanary", "wordingcanary"),
            "raised_by": ("mae", "MAE"),
            "raised_on": ("2026-03-01", "2026"),
        },
        ("/issues/{id}", "/issues"),
        ("/issues",),
        "Canary issue",
    ),
    "a decision on an issue": Written(
        NewRankingSchema,
        "/api/v1/issues/pay/decisions?version=1",
        {
            "status": ("adopted", "riorit"),
            "on": ("2026-03-02", "2026"),
            "set_by": ("Boardcanary", "Boardcanary"),
            "rank": (7, "7"),
            "session_year": (2033, "2033"),
            "wording": ("rewordedcanary", "rewordedcanary"),
        },
        ("/issues/pay", "/issues"),
        ("/issues",),
        "Teacher pay",
    ),
    "a stance": Written(
        NewPositionSchema,
        "/api/v1/positions",
        {
            "holder": ("mae", "MAE"),
            "subject": ("pay", "Teacher pay"),
            "stance": (-1, "Leans against"),
            "certainty": ("likely", "ikely"),
            "source_kind": ("statement", "tatement"),
            "source": ("Letter of the canary", "Letter of the canary"),
            "source_url": ("https://example.org/canary", "https://example.org/canary"),
            "conditions": ("conditioncanary", "conditioncanary"),
            "on": ("2026-05-02", "2026"),
        },
        ("/issues/pay",),
        ("/issues/pay",),
        "Letter of the canary",
    ),
    "a bill": Written(
        NewBillSchema,
        "/api/v1/bills",
        {
            "identifier": ("HB 777", "HB 777"),
            "session": ("2026", "2026"),
            "title": ("Canary act", "Canary act"),
            "url": ("https://example.org/hb777", "https://example.org/hb777"),
            "issues": (["pay"], "Teacher pay"),
        },
        ("/bills/{id}", "/bills"),
        ("/bills",),
        "HB 777",
        made={"jurisdiction": "ms"},
    ),
    "a roll call": Written(
        NewRollCallSchema,
        "/api/v1/votes",
        {
            "bill": ("{bill}", "HB 9"),
            "chamber": ("lower", "House"),
            "on": ("2026-02-03", "2026"),
            "motion": ("Motioncanary", "Motioncanary"),
            "tallies": ({"yea": 1, "nay": 0}, "1"),
            "source": ("Journalcanary", "Journalcanary"),
            "ballots": ([{"person_id": "rep0", "option": "yea", "as_name": "Ames"}], "Della Ames"),
            "passed": (True, "assed"),
        },
        ("/votes/{id}", "/bills/{bill}"),
        ("/votes/{id}",),
        "Della Ames",
    ),
    "a promise": Written(
        NewPromiseSchema,
        "/api/v1/promises",
        {
            "text": ("promisedcanary", "promisedcanary"),
            "owes": ("ann", "Ann Reed"),
            "owed_to": ("rep0", "Della Ames"),
            "due": ("2126-05-06", "2126"),
            "issue": ("pay", "Teacher pay"),
        },
        ("/follow-ups", "/issues/pay"),
        ("/follow-ups",),
        "promisedcanary",
    ),
    "a meeting": Written(
        NewMeetingSchema,
        "/api/v1/council/meetings",
        {
            "council": ("council", "ouncil"),
            "start": ("2026-08-12", "2026"),
            "bodies": (["mae"], "MAE"),
            "name": ("Meetingcanary", "Meetingcanary"),
            "mode": ("virtual", "Virtual"),
            "place": ("Placecanary", "Placecanary"),
            "agenda": ([{"title": "Itemcanary", "reason": "Whycanary", "issue": "pay"}], "Itemcanary"),
        },
        ("/council/meetings/{id}",),
        ("/events",),
        "Meetingcanary",
    ),
    "a meeting’s minutes": Written(
        MinutesSchema,
        "/api/v1/council/meetings/{meeting}/held?version=1",
        {
            "attendees": ([{"person_id": "rep3", "body_id": "mae", "role": "speaker"}], "Vera Cole"),
            "text": ("Minutescanary", "Minutescanary"),
            "decisions": ([{"text": "Decidedcanary", "issue": "pay"}], "Decidedcanary"),
        },
        ("/council/meetings/{meeting}",),
        ("/events",),
        "Old meeting",
    ),
    "an ask": Written(
        NewAskSchema,
        "/api/v1/asks",
        {
            "asker": ("ann", "Ann Reed"),
            "target": ("rep0", "Della Ames"),
            "due": ("2126-05-06", "2126"),
            "subject": ("pay", "Teacher pay"),
            "through": ("rep1", "Ruth Boyd"),
            "reasons": ("Reasoncanary", "Reasoncanary"),
            "text": ("Textcanary", "Textcanary"),
        },
        ("/asks/{id}",),
        ("/asks",),
        "Della Ames",
    ),
    "a rating": Written(
        RatingSchema,
        "/api/v1/ratings",
        {
            "a": ("ann", "Ann Reed"),
            "b": ("rep0", "Della Ames"),
            "level": ("good", "ood"),
            "valence": (-1, "trained"),
            "said_by": ("Sayercanary", "Sayercanary"),
            "on": ("2026-02-03", "2026"),
            "since": ("2011", "2011"),
            "through": ("Throughcanary", "Throughcanary"),
            "words": ("Wordscanary", "Wordscanary"),
            "source_url": ("https://example.org/rating", "https://example.org/rating"),
            "visibility": ("staff", "taff only"),
        },
        ("/ties/ann/rep0",),
        ("/ties/ann/rep0",),
        "Wordscanary",
    ),
    "a saved view": Written(
        NewViewSchema,
        "/api/v1/views",
        {
            "name": ("Canary view", "Canary view"),
            "path": ("/seats", "/seats"),
            "query": ("chamber=upper", "chamber=upper"),
            "pinned": (True, "yes"),
            "shared": (True, "Everybody"),
        },
        ("/views",),
        ("/views",),
        "Canary view",
    ),
    "an expense": Written(
        ExpenseSchema,
        "/api/v1/lobbying/expenses",
        {
            "on": ("2026-02-03", "2026"),
            "amount": ("543.21", "543.21"),
            "purpose": ("Purposecanary", "Purposecanary"),
            "place": ("Placecanary", "Placecanary"),
            "payer": ("ann", "Ann Reed"),
            "lobbyist": ("rep1", "Ruth Boyd"),
            "repaid": (True, "yes"),
            "gifts": ([{"official": "rep0", "family": 1}], "Della Ames"),
            "ours": (3, "3"),
            "method": ("Visacanary", "Visacanary"),
            "receipt": ("Foldercanary", "Foldercanary"),
        },
        ("/lobbying/expenses/{id}",),
        ("/lobbying/expenses?year=2026",),
        "Purposecanary",
    ),
}
# Nested in one of the things above, whose own row tells of them.
WITHIN = {
    ViewChangeSchema, ContactSchema, BallotSchema, AttendeeSchema, DecisionSchema, AgendaLineSchema, AroundSchema,
    PersonChangeSchema, OrganizationChangeSchema,
}  # fmt: skip


DECLARED = {f"{kind.label}Schema" for kind in (*KINDS.values(), MESSAGE, EVENT)}


def schemas() -> Iterator[type[Schema]]:
    """Every schema of the domain."""
    for module in pkgutil.walk_packages(crm.__path__, "crm."):
        importlib.import_module(module.name)
    waiting = Schema.__subclasses__()
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("crm."):
            yield one


def test_every_schema_is_tried_or_named() -> None:
    tried = {thing.schema for thing in THINGS.values()} | WITHIN
    left = sorted({one.__name__ for one in schemas() if one not in tried} - set(ELSEWHERE) - set(DECLARED))
    assert left == []


@pytest.mark.parametrize("name", THINGS)
def test_every_field_of_a_schema_is_tried_or_named(name: str) -> None:
    thing = THINGS[name]
    fields = {field.data_key or key for key, field in thing.schema().load_fields.items()}
    assert fields - set(thing.said) - set(NEVER_SHOWN) - {field for of, field in INTERNAL if of == name} == set()


@pytest.mark.parametrize("kind", [*KINDS.values(), MESSAGE], ids=lambda kind: kind.key)
def test_every_field_of_a_declared_record_is_in_its_sheet(kind: Kind) -> None:
    told = {column.key for column in columns(kind)} | set(kind.titled)
    assert {one.name for one in (*kind.properties, *kind.parts)} - told == set()


def test_every_field_of_an_event_is_in_the_sheet_of_events() -> None:
    there = {column.key for column in COLUMNS} | {"start", "cost_cents"}  # as "day" and "cost"
    assert {one.name for one in (*EVENT.properties, *EVENT.parts)} - there == set()


@pytest.fixture
def office(graph: Database, client_as: Callable[..., FlaskClient]) -> tuple[FlaskClient, dict[str, str]]:
    """Somebody of the staff in the small world, and what stands in braces."""
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())
    write(graph, "MATCH (n:Person|Organization) SET n.version = coalesce(n.version, 1)")
    add(graph, "Issue", {"pay": {"title": "Teacher pay", "status": "suggested"}})
    staff = client_as("staff", person_id="ann")
    bill = {"identifier": "HB 9", "session": "2026", "title": "Another act", "jurisdiction": "ms"}
    meeting = {"council": "council", "start": "2026-01-12", "bodies": ["mae"], "name": "Old meeting"}
    made = {
        "bill": staff.post("/api/v1/bills", json=bill).get_json()["id"],
        "meeting": staff.post("/api/v1/council/meetings", json=meeting).get_json()["id"],
    }
    return staff, made


def written(staff: FlaskClient, thing: Written, made: dict[str, str]) -> dict[str, str]:
    """Write it, and return what stands in braces now."""
    said = {name: made.get(str(value).strip("{}"), value) for name, (value, _) in thing.said.items()}
    sent = dict(thing.made) if "follow_up" in thing.made else {**said, **thing.made}
    lists = {name: [value] for name, value in sent.items() if name in ("theirs", "ours") and isinstance(value, str)}
    to = thing.to.format(**made)
    answer = staff.post(to, data=sent) if thing.form else staff.post(to, json=sent | lists)
    assert answer.status_code in (200, 201, 303), answer.get_data(as_text=True)[:2000]
    if thing.form:
        return made | {"id": answer.headers["Location"].split("?")[0].rpartition("/")[2]}
    said_back = answer.get_json()
    return made | {"id": str(said_back.get("id") or said_back.get("expense", {}).get("line", {}).get("id"))}


def rows(staff: FlaskClient, address: str, word: str) -> str:
    """What the sheet says in the rows that have this word."""
    answer = staff.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    if answer.status_code != 200 or answer.mimetype != "text/csv":
        return ""
    lines = csv.reader(io.StringIO(answer.get_data(as_text=True)))
    return "\n".join(" | ".join(line) for line in lines if any(word in cell for cell in line))


@pytest.mark.parametrize("name", THINGS)
def test_what_is_written_is_on_a_page_and_in_a_sheet(office: tuple[FlaskClient, dict[str, str]], name: str) -> None:
    staff, world = office
    thing = THINGS[name]
    made = written(staff, thing, world)
    pages = [staff.get(page.format(**made)).get_data(as_text=True) for page in thing.pages]
    page = "\n".join(words(one) + one for one in pages)
    sheet = "\n".join(rows(staff, one.format(**made), thing.row) for one in thing.sheets)
    unread = [
        f"{said} {where}"
        for said, (_, shown) in thing.said.items()
        for where, text in (("on a page", page), ("in a sheet", sheet))
        if shown not in text and (name, f"{said} {where}") not in INTERNAL
    ]
    assert not unread, f"{name}: {'; '.join(unread)}"
