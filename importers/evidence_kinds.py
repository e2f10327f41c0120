"""The kinds of row of an evidence sheet and their fields: one table for the reader and the template."""

from collections.abc import Mapping
from dataclasses import dataclass

from crm.plan.evidence_terms import (
    AUDIENCES,
    AWARD_TYPES,
    COMMUNICATION_TYPES,
    DOCUMENT_TYPES,
    EVENT_TYPES,
    FILING_TYPES,
    FORMATS,
    MODES,
    RATINGS,
    SCOPES,
    SESSION_TYPES,
    SURVEY_TYPES,
)
from crm.plan.words import Word


@dataclass(frozen=True)
class Field:
    """One field. `takes` is "text", "words", "day", "number", "money", "yes", "choice", "choices", "person", "people",
    "body", "bodies", "names" (people or bodies), "ref" or "refs" (the ids of other rows). `of` are the choices, or the
    kinds of row that an id may belong to."""

    takes: str
    meaning: str
    of: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of row: what its date is, and its fields. A vague date ("2019") is read as its first day."""

    date: str
    fields: Mapping[str, Field]
    vague: bool = False


def _need(takes: str, meaning: str, of: tuple[str, ...] = ()) -> Field:
    return Field(takes, meaning, of, True)


LASTING = ("post", "membership", "seat", "mentorship", "group", "priority", "partnership")
WORDS = tuple(str(word) for word in Word)
_EVENT = ("event",)

KINDS: Mapping[str, Kind] = {
    "post": Kind(
        "the first day in the post",
        {
            "role": _need("text", "superintendent, board president, RESA director, staff, board member, officer ..."),
            "body": _need("body", "the body the post belongs to; OWN is the association"),
            "person": _need("person", "who holds it"),
            "interim": Field("yes", "yes when only for the interim"),
            "district": Field("text", "for a board seat: the old congressional district (1-5), or the school district"),
        },
        vague=True,
    ),
    "end": Kind(
        "the last day on which it holds", {"ref": _need("ref", "the id of the row that ends", LASTING)}
    ),
    "membership": Kind("the first day", {"districts": _need("bodies", "the districts in membership")}, vague=True),
    "resa list": Kind(
        "the day the list is true for",
        {"resa": _need("body", "the RESA"), "districts": _need("bodies", "the districts on its list")},
    ),
    "old district choice": Kind(
        "the day of the choice",
        {
            "district": _need("body", "the school district"),
            "old": _need("number", "the old congressional district, 1 to 5"),
            "by": _need("person", "who chose"),
        },
    ),
    "seat": Kind(
        "the first day in the seat",
        {"body": _need("body", "the body of the advisory council"), "person": _need("person", "who sits for it")},
        vague=True,
    ),
    "mentorship": Kind(
        "the first day", {"mentor": _need("person", "who mentors"), "mentee": _need("person", "who is mentored")}
    ),
    "event": Kind(
        "the first day of the event",
        {
            "type": _need("choice", "what it is", EVENT_TYPES),
            "name": Field("text", "what it is called"),
            "host": _need("body", "who hosts it; OWN is the association"),
            "cohosts": Field("bodies", "who hosts it too"),
            "scope": Field("choice", "how far it reaches", SCOPES),
            "mode": Field("choice", "where it is held", MODES),
            "region": Field("body", "the RESA whose region it is for"),
            "topics": Field("words", "what it was about"),
            "theme": Field("text", "its theme, such as women, minorities, high-need"),
            "part_of": Field("ref", "the event it is part of", _EVENT),
            "series": Field("text", "the series it belongs to"),
            "facilitator": Field("person", "who led it"),
            "group": Field("ref", "the like group that met", ("group",)),
            "agenda": Field("words", "the items of its agenda"),
            "scheduled": Field("day", "the day it was put on the calendar"),
            "ends": Field("day", "its last day"),
            "hours": Field("money", "how many hours of training it was"),
            "attendance": Field("people", "who was there: person@body/role"),
        },
    ),
    "cancel": Kind("the day it was called off", {"ref": _need("ref", "the id of the event", _EVENT)}),
    "group": Kind("the first day", {"name": _need("text", "its name"), "members": Field("people", "members")}, True),
    "communication": Kind(
        "the day it was sent",
        {
            "type": _need("choice", "what it is", COMMUNICATION_TYPES),
            "channel": _need("words", "email, social, print, web ..."),
            "audience": _need("choices", "inside or outside the association", AUDIENCES),
            "issue": Field("words", "the issues it is about"),
            "campaign": Field("text", "the campaign it belongs to"),
            "theme": Field("text", "its theme"),
            "recipients": Field("names", "people and bodies, or “all members”, “all legislators”"),
        },
    ),
    "survey": Kind(
        "the day it opened",
        {
            "type": _need("choice", "what it is for", SURVEY_TYPES),
            "owner": Field("person", "who runs it; staff, or a person"),
            "to": Field("text", "who was asked, such as executive committee"),
            "close": Field("day", "its last day"),
            "event": Field("ref", "the event it evaluates", _EVENT),
            "pair": Field("text", "the name that a survey before and one after share"),
            "questions": Field("number", "how many questions it asks"),
        },
    ),
    "response": Kind(
        "the day it was answered",
        {
            "survey": _need("ref", "the id of the survey", ("survey",)),
            "person": _need("person", "who answered, or anonymous"),
            "score": Field("money", "the mean of the answers, as a number"),
        },
    ),
    "document": Kind(
        "the date it bears",
        {
            "type": _need("choice", "what it is", DOCUMENT_TYPES),
            "title": Field("text", "its title"),
            "topics": Field("words", "its topics"),
            "basis": Field("refs", "the ids of the surveys it cites", ("survey",)),
            "with": Field("bodies", "the bodies it was made with"),
            "event": Field("ref", "the event it reports on", _EVENT),
            "by": Field("person", "who wrote it"),
            "presented_at": Field("ref", "the id of the board meeting it was presented at", _EVENT),
        },
    ),
    "priority": Kind(
        "the day it was adopted",
        {"title": _need("text", "the issue"), "raised_by": Field("bodies", "who raised it")},
    ),
    "rank": Kind(
        "the day of the ranking",
        {
            "issue": _need("text", "the issue, by title or the id of its priority"),
            "rank": _need("number", "1 is the most important"),
            "set_by": Field("person", "who ranked it"),
        },
    ),
    "stance": Kind(
        "the day it was taken",
        {
            "body": _need("body", "whose stance"),
            "issue": _need("text", "the issue"),
            "stance": _need("text", "-2 strongly against to 2 strongly for"),
            "source": Field("text", "how it is known"),
        },
    ),
    "tie rating": Kind(
        "the day of the rating",
        {
            "holder": _need("person", "whose relationship it is"),
            "legislator": _need("person", "with whom"),
            "value": _need("choice", "what it is", RATINGS),
            "confirmed": _need("choice", "whether the holder confirmed it", ("yes", "no")),
        },
    ),
    "contact": Kind(
        "the day of the contact",
        {
            "by": _need("people", "our people"),
            "with": _need("names", "the people (person@body) or bodies spoken with"),
            "topics": Field("words", "what it was about"),
            "issue": Field("words", "the issues raised"),
            "lobbying": Field("yes", "yes when it was lobbying"),
            "incoming": Field("yes", "yes when they came to us"),
        },
    ),
    "award": Kind(
        "the day it was given",
        {
            "type": _need("choice", "which award", AWARD_TYPES),
            "person": Field("person", "who received it"),
            "event": Field("ref", "the event it was given at", _EVENT),
            "region": Field("body", "the RESA of the region"),
            "theme": Field("text", "its theme"),
            "host": Field("body", "whose award it is"),
            "support": Field("text", "what we did for it"),
        },
    ),
    "presentation": Kind(
        "the day of its event",
        {
            "event": _need("ref", "the event", _EVENT),
            "person": _need("person", "who presented"),
            "format": _need("choice", "how", FORMATS),
            "arranged": Field("day", "the day it was agreed"),
        },
    ),
    "partnership": Kind(
        "the first day",
        {"bodies": _need("bodies", "the partners"), "purpose": _need("text", "what for, such as teacher quality")},
        vague=True,
    ),
    "program": Kind(
        "the day of its first session",
        {
            "name": _need("text", "its name"),
            "sessions": Field("number", "how many sessions were held"),
            "completions": Field("number", "how many people completed it"),
        },
    ),
    "invitation": Kind(
        "the day it was sent",
        {
            "event": _need("ref", "the event", _EVENT),
            "recipients": _need("names", "who was invited, or “all legislators”"),
            "accepted": Field("people", "who accepted"),
        },
    ),
    "adoption": Kind(
        "the day of the adoption", {"district": _need("body", "the school district"), "goal": _need("text", "the goal")}
    ),
    "statement": Kind(
        "the day of the statement",
        {
            "entry": _need("text", "the plan entry, such as PA 2.1.1"),
            "by": _need("person", "who says so"),
            "says": _need("choice", "the word", WORDS),
            "text": Field("text", "what is said"),
        },
    ),
    "session": Kind(
        "its first day",
        {
            "type": _need("choice", "which kind", SESSION_TYPES),
            "year": _need("number", "its year"),
            "sine_die": Field("day", "the day it adjourned"),
        },
    ),
    "registration": Kind(
        "the day of the registration",
        {"person": _need("person", "the lobbyist"), "year": _need("number", "the year it is for")},
    ),
    "filing": Kind(
        "the day it was filed",
        {
            "type": _need("choice", "which report", FILING_TYPES),
            "person": Field("person", "whose report; left out for the association's own"),
            "due_year": _need("number", "the year it was due in"),
        },
    ),
    "expense": Kind(
        "the day of the expense",
        {
            "official": Field("person", "who was given something of value"),
            "category": _need("choice", "the category of the report", tuple("abcdefg")),
            "amount": _need("money", "in dollars"),
            "campaign": Field("text", "the campaign it belongs to"),
            "event": Field("ref", "the event it belongs to", _EVENT),
            "function": Field("choice", "single, when the whole legislature was invited", ("single",)),
        },
    ),
}  # fmt: skip
