"""Which kinds of node may be joined, and by what: the second gate for data, after the field schemas.

A relationship type with a `key` property has a uniqueness constraint on it, so that a MERGE on the
client-made key cannot make two. Kinds without a key are made once, with the node they belong to.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RelationshipKind:
    """One relationship type, the labels at either end, and what it says, read from start to end."""

    type: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    meaning: str
    keyed: bool = False
    indexed: tuple[str, ...] = ()


SMALL_RECORDS = (
    "Survey", "Response", "Mentorship", "Document", "Award", "Presentation", "Partnership", "Program", "Adoption",
    "Statement", "ResaList", "Placement",
)  # fmt: skip

RELATIONSHIP_KINDS = (
    # stakeholders
    RelationshipKind("HOLDS", ("Person",), ("Post",), "held this post from start_date to end_date", keyed=True),
    RelationshipKind("MEMBER_OF", ("Person", "Organization"), ("Organization",), "member in a role, dated", keyed=True),
    RelationshipKind("IN", ("Post",), ("Organization",), "this post belongs to that body"),
    RelationshipKind("PART_OF", ("Organization",), ("Organization",), "this body is part of that one"),
    RelationshipKind("SPEAKS_FOR", ("Post",), ("Organization",), "whose voice a council seat is"),
    RelationshipKind("REPRESENTS", ("Post",), ("Area",), "elected or appointed by this area", keyed=True),
    RelationshipKind("SERVES", ("Organization",), ("Area",), "the area a school district or RESA serves", keyed=True),
    RelationshipKind("OVERLAPS", ("Area",), ("Area",), "shares ground: share 0..1, source, as_of", keyed=True),
    RelationshipKind(
        "IDENTIFIES",
        ("Identifier",),
        ("Person", "Organization", "Post", "Area", "Bill", "VoteEvent", "Question"),
        "names this record",
    ),
    # interactions
    RelationshipKind("TOOK_PART", ("Person", "Organization"), ("Interaction",), "part: ours or theirs", keyed=True),
    RelationshipKind("NOTE_ON", ("PrivateNote",), ("Interaction", "Person", "Event"), "a private note on this"),
    RelationshipKind("AT", ("Interaction",), ("Event",), "was on the occasion of this event"),
    RelationshipKind("OWES", ("Person", "Organization"), ("FollowUp",), "who must do it"),
    RelationshipKind("OWED_TO", ("FollowUp",), ("Person", "Organization"), "to whom it was promised"),
    RelationshipKind(
        "FROM",
        ("FollowUp", "Decision", "Position", "Expense"),
        ("Interaction", "Event", "VoteEvent"),
        "arose from this",
    ),
    RelationshipKind(
        "ABOUT",
        ("Interaction", "Position", "Bill", "Communication", "AgendaItem", "Decision", "FollowUp", "Event", "Ask"),
        ("Issue", "Bill"),
        "concerns this issue or bill",
    ),
    RelationshipKind("HOSTS", ("Organization",), ("Event",), "hosts or co-hosts", keyed=True),
    RelationshipKind("INVITED_TO", ("Person", "Organization"), ("Event",), "sent, response", keyed=True),
    RelationshipKind("ATTENDED", ("Person",), ("Event",), "was in the room, for a body", keyed=True),
    RelationshipKind("ITEM_OF", ("AgendaItem",), ("Event",), "a line of this agenda"),
    RelationshipKind("SENT_TO", ("Communication",), ("Person", "Organization"), "received it", keyed=True),
    # relationships
    RelationshipKind(
        "KNOWS",
        ("Person",),
        ("Person",),
        "the tie: one per pair, from the lower id to the higher",
        keyed=True,
        indexed=("change",),
    ),
    RelationshipKind("BETWEEN", ("Evidence",), ("Person",), "the two people it is about"),
    RelationshipKind("MAY_BE_ASKED", ("Person",), ("Person",), "whether they would speak with them, dated", keyed=True),
    # census
    RelationshipKind(
        "ASKED_IN",
        ("CensusInvitation", "SurveyInvitation", "Question"),
        ("CensusRound", "Survey"),
        "is an invitation to this round or survey, or a question of it",
    ),
    RelationshipKind("INVITES", ("CensusInvitation", "SurveyInvitation"), ("Person",), "asks this person"),
    RelationshipKind("OPENS", ("CensusLink",), ("CensusInvitation", "SurveyInvitation"), "leads to this invitation"),
    RelationshipKind("GIVEN_IN", ("Evidence",), ("CensusInvitation",), "was answered to this invitation"),
    # asks
    RelationshipKind("GIVEN_TO", ("Ask",), ("Person",), "who is to speak"),
    RelationshipKind("TO_REACH", ("Ask",), ("Person",), "whom they are to speak with"),
    RelationshipKind("THROUGH", ("Ask",), ("Person",), "who introduces them"),
    RelationshipKind("ANSWERS", ("Interaction",), ("Ask",), "what came of it"),
    # learning
    RelationshipKind("SAYS", ("Response",), ("Question",), "what was answered: text, number", keyed=True),
    RelationshipKind(
        "INVOLVES",
        (*SMALL_RECORDS, "Event"),
        ("Person", "Organization", "Event", "Survey", "Document"),
        "names this record, in the part of its field",
        keyed=True,
    ),
    # advocacy
    RelationshipKind("RAISED_BY", ("Issue",), ("Organization", "Person"), "who brought it up, on a day", keyed=True),
    RelationshipKind("MERGED_INTO", ("Issue", "Person"), ("Issue", "Person"), "is now counted as that one"),
    RelationshipKind("RANKS", ("Ranking",), ("Issue",), "the rank it was given"),
    RelationshipKind("HEARD_BY", ("Issue",), ("Organization",), "goes through this committee"),
    RelationshipKind("HELD_BY", ("Position",), ("Person", "Organization"), "whose stance it is"),
    RelationshipKind("VOTE_ON", ("VoteEvent",), ("Bill",), "the bill voted on"),
    RelationshipKind("VOTED", ("Person",), ("VoteEvent",), "option and the name as printed", keyed=True),
    RelationshipKind("TAKEN_IN", ("VoteEvent",), ("Organization",), "the chamber that voted"),
    # lobbying
    RelationshipKind("REGISTERS", ("Registration",), ("Person", "Organization"), "who registered"),
    RelationshipKind("ON_BEHALF_OF", ("Registration", "Filing"), ("Organization",), "the client"),
    RelationshipKind("FILED_BY", ("Filing",), ("Person", "Organization"), "whose report it is"),
    RelationshipKind("PAID_BY", ("Expense",), ("Person", "Organization"), "who paid"),
    RelationshipKind("ARRANGED_BY", ("Expense",), ("Person",), "the lobbyist it was paid to, or who arranged it"),
    RelationshipKind("BENEFITS", ("Expense",), ("Person",), "an official's share: cents, family", keyed=True),
    # mail
    RelationshipKind("ADDRESSED_TO", ("Letter",), ("Person",), "whom this letter is for"),
    # accounts
    RelationshipKind("IS", ("User",), ("Person",), "signs in as this person"),
    RelationshipKind("OF", ("Session", "Token", "Passkey", "OneTimeLink"), ("User",), "belongs to this account"),
)

RELATIONSHIP_TYPES = tuple(kind.type for kind in RELATIONSHIP_KINDS)
BY_TYPE = {kind.type: kind for kind in RELATIONSHIP_KINDS}


def may_join(start: str, type_: str, end: str) -> bool:
    """Whether a node labelled `start` may have a relationship of this type to one labelled `end`."""
    kind = BY_TYPE.get(type_)
    return kind is not None and start in kind.starts and end in kind.ends
