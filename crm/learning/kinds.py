"""The small records, declared: one table each. Adding a field is one line, adding a kind one declaration.

The words that a plan's rules compare (types, formats) are the keys of the tables here; the plan's own module
(crm/plan/evidence.py) lists the same, and a test holds the two together.
"""

from collections.abc import Mapping
from typing import Any

from crm.office_time import first_day, last_day
from crm.records.kinds import ORGANIZATION, PERSON, Field, Kind, declare

EVENT, SURVEY = "Event", "Survey"

SURVEY_TYPES = {
    "needs": "Needs survey",
    "poll": "Poll",
    "evaluation": "Evaluation of an event",
    "pre": "Before a training",
    "post": "After a training",
}
DOCUMENT_TYPES = {
    "menu": "Professional development menu",
    "training strategies": "Training strategies",
    "online strategy": "Online strategy",
    "module": "Online module",
    "best practice": "Best practice",
    "mentoring report": "Mentoring report",
    "communications report": "Communications report",
    "group report": "Report of a like group",
    "other": "Other paper",
}
AWARD_TYPES = {"hero": "Hero award", "superintendent of the year": "Superintendent of the Year", "other": "Other award"}
FORMATS = {"panel": "Panel", "talk": "Talk"}
SAYS = {
    "met": "Met",
    "met late": "Met late",
    "partly": "Partly",
    "on track": "On track",
    "due soon": "Due soon",
    "late": "Late",
    "missed": "Missed",
}

OWN_MENTOR = "Nobody mentors themselves. Choose two people."
WHO_RECEIVED = "Name the person who received this award."


def _nobody_received(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """An award of ours was given to somebody; another may be one that was only supported."""
    return {"person": [WHO_RECEIVED]} if content.get("type") != "other" and not content.get("person") else {}


def _mentors_themselves(content: Mapping[str, Any]) -> dict[str, list[str]]:
    same = content.get("mentor") and list(content["mentor"]) == list(content.get("mentee") or ())
    return {"mentor": [OWN_MENTOR]} if same else {}


def _closes_before_it_opens(content: Mapping[str, Any]) -> dict[str, list[str]]:
    opens, closes = content.get("on"), content.get("closes")
    early = opens and closes and last_day(closes) < first_day(opens)
    return {"closes": ["It closes before it opens. Check both days."]} if early else {}


SURVEYS = declare(
    "Survey",
    "survey",
    (
        Field("type", "Kind", "choice", "Choose what kind of survey it is.", SURVEY_TYPES),
        Field("title", "Title", needed="Give the survey a title."),
        Field("owner", "Whose survey", hint="Such as staff, or a committee"),
        Field("to", "Put to whom", hint="Such as members, or executive committee"),
        Field("closes", "Closes on", "day"),
        Field("event", "Of which event", "record", of=(EVENT,)),
        Field("pair", "Pair name", hint="The same name joins a survey before a training with the one after it"),
        Field("questions", "How many questions", "number", most=500),
        Field("message", "A word to those who are asked", "text"),
    ),
    key="surveys",
    about="Needs surveys, polls, evaluations, and pairs before and after a training.",
    lacks=_closes_before_it_opens,
    day_label="Opens on",
    ahead=True,
    titled=("title",),
    staff_only=False,
)
RESPONSES = declare(
    "Response",
    "response",
    (
        Field("survey", "Survey", "record", "Choose the survey it answers.", of=(SURVEY,)),
        Field("person", "Who answered", "record", of=(PERSON,), hint="Leave it empty for an anonymous answer"),
        Field("code", "Own code", hint="A word they chose, which pairs two answers without a name"),
        Field("score", "Score", "score", most=1_000, hint="The one number that sums the answers up, if there is one"),
        Field("text", "What was said", "text"),
    ),
    key="responses",
    about="One person’s answer to a survey, or an anonymous one.",
    day_label="Answered on",
    titled=("survey", "person"),
    within=("survey",),
)
MENTORSHIPS = declare(
    "Mentorship",
    "mentorship",
    (
        Field("mentor", "Mentor", "record", "Choose the mentor.", of=(PERSON,)),
        Field("mentee", "New superintendent", "record", "Choose whom they mentor.", of=(PERSON,)),
        Field("note", "Note", "text"),
    ),
    key="mentorships",
    about="Who mentors which new superintendent, from when to when.",
    lacks=_mentors_themselves,
    day_label="Since",
    lasting=True,
    ahead=True,
    titled=("mentor", "mentee"),
    within=("mentor", "mentee"),
)
DOCUMENTS = declare(
    "Document",
    "document",
    (
        Field("type", "Kind", "choice", "Choose what kind of paper it is.", DOCUMENT_TYPES),
        Field("title", "Title", needed="Give the paper a title."),
        Field("topics", "Topics", "words", hint="Separated by commas"),
        Field("basis", "Surveys it rests on", "record", of=(SURVEY,), many=True),
        Field("bodies", "Made with", "record", of=(ORGANIZATION,), many=True),
        Field("event", "About which event", "record", of=(EVENT,)),
        Field("by", "Written by", "record", of=(PERSON,)),
        Field("presented_at", "Presented at", "record", of=(EVENT,), hint="Such as a board meeting"),
        Field("link", "Where it is", "address", hint="Its address, beginning with https://"),
    ),
    key="documents",
    about="Menus, strategies, modules, best practices and reports.",
    day_label="Dated",
    titled=("title",),
    staff_only=False,
)
AWARDS = declare(
    "Award",
    "award",
    (
        Field("type", "Award", "choice", "Choose the award.", AWARD_TYPES),
        Field("person", "Given to", "record", of=(PERSON,)),
        Field("event", "Given at", "record", of=(EVENT,)),
        Field("region", "Region", "record", of=(ORGANIZATION,), hint="The RESA it was given for"),
        Field("theme", "Theme"),
        Field("host", "Given by", hint="Who gives it, where that is not us"),
        Field("support", "What we did for it", hint="For an award of somebody else that we supported"),
    ),
    key="awards",
    about="Hero awards, Superintendent of the Year and other recognition.",
    lacks=_nobody_received,
    day_label="Given on",
    titled=("type", "person"),
    staff_only=False,
)
PRESENTATIONS = declare(
    "Presentation",
    "presentation",
    (
        Field("event", "At which event", "record", "Choose the event.", of=(EVENT,)),
        Field("person", "Who presents", "record", "Choose who presents.", of=(PERSON,)),
        Field("format", "How", "choice", "Choose how it is presented.", FORMATS),
        Field("arranged", "Arranged on", "day"),
        Field("title", "Title"),
    ),
    key="presentations",
    about="Talks and panels at our events, and who gave them.",
    day_label="Presented on",
    ahead=True,
    titled=("format", "person"),
    within=("event",),
    staff_only=False,
)
PARTNERSHIPS = declare(
    "Partnership",
    "partnership",
    (
        Field("bodies", "With whom", "record", "Choose the bodies.", of=(ORGANIZATION,), many=True),
        Field("purpose", "What for", needed="Say what it is for."),
    ),
    key="partnerships",
    about="Bodies that we work with for a purpose, such as teacher quality.",
    day_label="Since",
    lasting=True,
    titled=("bodies", "purpose"),
    staff_only=False,
)
PROGRAMS = declare(
    "Program",
    "program",
    (
        Field("name", "Name", needed="Give the program a name."),
        Field("sessions", "Sessions held", "number"),
        Field("completions", "People who completed it", "number", most=100_000),
    ),
    key="programs",
    about="Training programs with their sessions.",
    day_label="First session",
    ahead=True,
    titled=("name",),
    staff_only=False,
)
ADOPTIONS = declare(
    "Adoption",
    "adoption",
    (
        Field("district", "District", "record", "Choose the school district.", of=(ORGANIZATION,)),
        Field("goal", "Goal", needed="Say which goal its board adopted."),
    ),
    key="adoptions",
    about="Common goals that districts’ boards adopted.",
    day_label="Adopted on",
    titled=("district", "goal"),
    within=("district",),
    staff_only=False,
)
STATEMENTS = declare(
    "Statement",
    "statement",
    (
        Field("entry", "Plan entry", needed="Say which entry of the plan, such as PA 2.1.1."),
        Field("by", "Who says so", "record", "Choose who says so.", of=(PERSON,)),
        Field("says", "What they say", "choice", "Choose one of the plan’s words.", SAYS),
        Field("text", "In their words", "text"),
    ),
    key="statements",
    about="What a named person says of a plan entry that only a person can judge.",
    day_label="Said on",
    titled=("entry", "says"),
)
RESA_LISTS = declare(
    "ResaList",
    "RESA list",
    (
        Field("resa", "RESA", "record", "Choose the RESA.", of=(ORGANIZATION,)),
        Field("districts", "Districts it serves", "record", "Choose its districts.", of=(ORGANIZATION,), many=True),
    ),
    key="resa-lists",
    about="Which districts a RESA says it serves, true for a day.",
    day_label="True for",
    titled=("resa",),
    within=("resa",),
    staff_only=False,
)

PLACEMENTS = declare(
    "Placement",
    "old district choice",
    (
        Field("district", "School district", "record", "Choose the school district.", of=(ORGANIZATION,)),
        Field("old", "Old congressional district", "number", "Write a number from 1 to 5.", least=1, most=5),
        Field("by", "Who chose", "record", of=(PERSON,)),
    ),
    key="old-district-choices",
    about="Which old congressional district a school district was counted in, as it was chosen on a day.",
    day_label="Chosen on",
    titled=("district", "old"),
    within=("district",),
    staff_only=False,
)

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        SURVEYS,
        RESPONSES,
        MENTORSHIPS,
        DOCUMENTS,
        AWARDS,
        PRESENTATIONS,
        PARTNERSHIPS,
        PROGRAMS,
        ADOPTIONS,
        STATEMENTS,
        RESA_LISTS,
        PLACEMENTS,
    )
}
