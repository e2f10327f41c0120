"""What an event says of itself, declared; the words of its kind, scope, mode and state.

Whom it is hosted by, who was invited, its agenda and who came are relationships and records of their own (see
events.py, invitations.py, attendance.py). The keys of KINDS and SCOPES are words that a plan's rules compare.
"""

from crm.records.kinds import ORGANIZATION, PERSON, Field, declare
from crm.storage.counters import GATHERINGS

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
COUNCIL = "council"
KINDS = {
    "conference": "Conference",
    "convention": "Convention",
    "regional session": "Regional session",
    "annual meeting": "Annual meeting",
    COUNCIL: "Advisory council",
    "RESA meeting": "RESA meeting",
    "board": "Board meeting",
    "executive committee": "Executive committee",
    "like group": "Like group",
    "round table": "Round table",
    "training": "Training",
    "reception": "Reception",
    "other": "Other gathering",
}
SCOPES = {"statewide": "Statewide", "regional": "Regional", "local": "Local"}
MODES = {"in person": "In person", "virtual": "Virtual", "both": "In person and virtual"}

EVENT = declare(
    "Event",
    "event",
    (
        Field("kind", "Kind", "choice", "Choose what kind of gathering it is.", KINDS),
        Field("name", "Name", needed="Give it a name."),
        Field("time", "Time", hint="Such as 9:30 AM; empty when it is not set", shape="time"),
        Field("last_day", "Last day", "day", hint="Where it goes on for several days"),
        Field("mode", "How", "choice", choices=MODES),
        Field("place", "Where"),
        Field("scope", "For whom", "choice", choices=SCOPES),
        Field("region", "Region", "record", of=(ORGANIZATION,), hint="The RESA whose region it is for"),
        Field("topics", "Topics", "words", hint="Separated by commas, such as advocacy, school finance"),
        Field("theme", "Theme"),
        Field("part_of", "Part of", "record", of=("Event",), hint="The conference that it is a part of"),
        Field("series", "Series", hint="The name that its dates share, such as Monthly RESA call"),
        Field("facilitator", "Led by", "record", of=(PERSON,)),
        Field("group", "Like group", "record", of=(ORGANIZATION,), hint="The group whose meeting it is"),
        Field("scheduled", "Put on the calendar on", "day", hint="The day of the event when left empty"),
        Field("hours", "Hours", "score", most=200),
        Field("cost_cents", "Cost in dollars", "dollars"),
    ),
    key="events",
    about="Conferences, sessions, meetings and trainings, planned and held.",
    day="start",
    day_label="Day",
    ahead=True,
    titled=("name",),
    counter=GATHERINGS,
)
