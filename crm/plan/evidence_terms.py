"""The words that evidence is told by, and that a plan's rules compare: roles, and the types of each kind of record."""

SUPERINTENDENT = "superintendent"
BOARD_PRESIDENT = "board president"
RESA_DIRECTOR = "RESA director"
LEGISLATOR = "legislator"
EXECUTIVE_DIRECTOR = "executive director"
STAFF = "staff"
BOARD_MEMBER = "board member"
OFFICER = "officer"
AT_LARGE = "at large"
DISTRICT_REPRESENTATIVE = "district representative"
CHAIR = "chair"

ROLES = (
    SUPERINTENDENT,
    BOARD_PRESIDENT,
    RESA_DIRECTOR,
    LEGISLATOR,
    EXECUTIVE_DIRECTOR,
    STAFF,
    BOARD_MEMBER,
    OFFICER,
    CHAIR,
)

EVENT_TYPES = (
    "conference",
    "convention",
    "regional session",
    "annual meeting",
    "council",
    "RESA meeting",
    "board",
    "executive committee",
    "like group",
    "round table",
    "training",
    "reception",
    "other",
)
SCOPES = ("statewide", "regional", "local")
MODES = ("in person", "virtual")
COMMUNICATION_TYPES = ("update", "menu", "agenda", "news", "other")
AUDIENCES = ("internal", "external")
SURVEY_TYPES = ("needs", "poll", "evaluation", "pre", "post")
DOCUMENT_TYPES = (
    "menu",
    "training strategies",
    "online strategy",
    "module",
    "best practice",
    "mentoring report",
    "communications report",
    "group report",
    "other",
)
RATINGS = ("positive", "none", "negative")
AWARD_TYPES = ("hero", "superintendent of the year", "other")
FORMATS = ("panel", "talk")
SESSION_TYPES = ("regular", "special")
FILING_TYPES = ("client annual", "annual", "february", "sine die")
