"""Every kind of node: its label, what is unique about it, and what is looked up often.

A node has exactly one label, fixed when it is made, and a property `id` (a client-made UUID string).
Roles, seats and memberships are dated relationships, never labels (Popolo, popoloproject.com).
Dates are ISO strings and may be partial ("2021", "2021-08"); instants are ISO strings in UTC ending in "Z".
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class NodeKind:
    """One label. `unique` and `indexed` name properties; `id` is always unique. `searched` nodes carry a
    normalised `search` text that the full-text index reads."""

    label: str
    room: str
    meaning: str
    unique: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()
    searched: bool = False


NODE_KINDS = (
    # stakeholders
    NodeKind(
        "Person", "stakeholders", "anybody", indexed=("family_name", "email", "family_key", "email_key"), searched=True
    ),
    NodeKind(
        "Organization",
        "stakeholders",
        "a district, RESA, legislature, chamber, committee, partner, association, council, group, board or agency",
        indexed=("classification", "name"),
        searched=True,
    ),
    NodeKind(
        "Post",
        "stakeholders",
        "a seat or office that exists without its holder",
        indexed=("role",),
        searched=True,
    ),
    NodeKind(
        "Area",
        "stakeholders",
        "a county, school district area, legislative district or old congressional district",
        unique=("key",),
        indexed=("classification",),
    ),
    NodeKind(
        "Identifier",
        "stakeholders",
        "a scheme and value that a source uses, dated",
        unique=("key",),
        indexed=("value",),
    ),
    NodeKind("DistrictMap", "stakeholders", "the outlines of a chamber's districts, to be drawn", unique=("key",)),
    # imports
    NodeKind("ImportBatch", "imports", "one import, which can be undone whole", indexed=("at",)),
    # interactions
    NodeKind("Interaction", "interactions", "a logged contact", unique=("key",), indexed=("at", "recorded_by")),
    NodeKind("PrivateNote", "interactions", "a note that only its author reads", indexed=("user_id",)),
    NodeKind("FollowUp", "interactions", "a promise or task, with its due date", indexed=("due",)),
    NodeKind("Event", "events", "a planned or held gathering", unique=("key",), indexed=("start", "kind")),
    NodeKind("AgendaItem", "events", "one line of an event's agenda", unique=("key",)),
    NodeKind("Decision", "events", "what an event decided"),
    NodeKind("Communication", "interactions", "a message sent to many", unique=("key",), indexed=("sent",)),
    # relationships
    NodeKind(
        "Evidence",
        "relationships",
        "what somebody says of a tie: a rating, dated and sourced",
        unique=("key",),
        indexed=("recorded_at", "recorded_by", "said_by"),
    ),
    # census
    NodeKind("CensusRound", "census", "a time in which our people are asked whom they know", indexed=("opened_at",)),
    NodeKind("CensusInvitation", "census", "one person asked in one round", unique=("key",)),
    NodeKind(
        "CensusLink", "census", "a personal link to one invitation to the census or a survey, hashed", unique=("hash",)
    ),
    # asks
    NodeKind("Ask", "asks", "that somebody of ours speaks with somebody about something", indexed=("state", "due")),
    NodeKind("AskRules", "asks", "how often people may be asked, and how soon a tie goes cold"),
    # learning
    NodeKind("Survey", "learning", "questions put to many", unique=("key",), indexed=("on",)),
    NodeKind("Response", "learning", "one answer to a survey", unique=("key",), indexed=("on",)),
    NodeKind("Question", "learning", "a question of a survey, asked still or no longer"),
    NodeKind("SurveyInvitation", "learning", "one person asked to answer one survey", unique=("key",)),
    NodeKind("Mentorship", "learning", "a mentor paired with a mentee, dated", unique=("key",), indexed=("on",)),
    NodeKind("Document", "learning", "a menu, strategy, module or report", unique=("key",), indexed=("on",)),
    NodeKind("Award", "learning", "a recognition given to somebody", unique=("key",), indexed=("on",)),
    NodeKind("Presentation", "learning", "a talk or a part in a panel", unique=("key",), indexed=("on",)),
    NodeKind("Partnership", "learning", "bodies that work together for a purpose", unique=("key",), indexed=("on",)),
    NodeKind("Program", "learning", "a training program", unique=("key",), indexed=("on",)),
    NodeKind("Adoption", "learning", "a goal adopted by a district's board", unique=("key",), indexed=("on",)),
    NodeKind("Statement", "learning", "what somebody says of a plan entry", unique=("key",), indexed=("on",)),
    NodeKind(
        "Placement", "learning", "the old district chosen for a school district", unique=("key",), indexed=("on",)
    ),
    NodeKind("ResaList", "learning", "the districts a RESA serves, true for a day", unique=("key",), indexed=("on",)),
    # advocacy
    NodeKind("Issue", "advocacy", "a topic, perhaps a ranked priority of a session year", searched=True),
    NodeKind(
        "Ranking",
        "advocacy",
        "an issue's rank and wording as set on a day, by somebody",
        unique=("key",),
        indexed=("on",),
    ),
    NodeKind("Position", "advocacy", "a dated stance of a person or body", unique=("key",), indexed=("on",)),
    NodeKind("Bill", "advocacy", "a bill of one session", unique=("key",), searched=True),
    NodeKind("VoteEvent", "advocacy", "a roll call", unique=("key",), indexed=("on",)),
    # lobbying
    NodeKind("Registration", "lobbying", "somebody registered as a lobbyist, or client, for a year", indexed=("year",)),
    NodeKind("Expense", "lobbying", "a receipt or payment, with the officials it was for", indexed=("on", "key")),
    NodeKind("Filing", "lobbying", "a report as it was filed, its worksheet frozen", indexed=("year",)),
    NodeKind("LegislativeSession", "lobbying", "a session, with its deadlines that were moved", indexed=("convened",)),
    NodeKind("TermValue", "lobbying", "what a number of the law is from a day on, as the office recorded it"),
    # plan
    NodeKind("PlanSetting", "plan", "how the plan is read from a day on", unique=("key",), indexed=("on",)),
    NodeKind("PlanFile", "plan", "a plan's file that an office follows", unique=("key",), indexed=("recorded_at",)),
    # mail
    NodeKind("Letter", "mail", "a letter by e-mail, and what became of it", indexed=("state", "queued_at")),
    # accounts
    NodeKind("User", "accounts", "somebody who signs in", unique=("email",)),
    NodeKind("Session", "accounts", "a signed-in browser", unique=("hash",)),
    NodeKind("Token", "accounts", "a personal API token, hashed", unique=("hash",)),
    NodeKind("Passkey", "accounts", "a passkey's public half, and when it was last used"),
    NodeKind("OneTimeLink", "accounts", "an invitation or a password reset, hashed", unique=("hash",)),
    NodeKind("SavedView", "accounts", "a list with its filters, kept under a name", indexed=("recorded_by",)),
    NodeKind("Throttle", "accounts", "failed sign-ins of one account and address", unique=("key",)),
    NodeKind(
        "HistoryEntry",
        "records",
        "who changed what, when, from what to what",
        indexed=("at", "record_id", "batch_id"),
    ),
    NodeKind("FilePart", "records", "a part of a file that a record has, by its digest", indexed=("digest",)),
    NodeKind("Office", "records", "what holds for the whole office: its time zone"),
    # storage
    NodeKind("Counter", "storage", "a number bumped in the transaction that changes what it counts"),
    NodeKind("Guard", "storage", "a node touched first by rules that span several rows"),
    NodeKind("Migration", "storage", "a schema step that has run", unique=("number",)),
)

LABELS = tuple(kind.label for kind in NODE_KINDS)
SEARCHED_LABELS = tuple(kind.label for kind in NODE_KINDS if kind.searched)
