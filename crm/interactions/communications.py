"""Messages sent to many, such as an update to members: what was sent when, how, about what, and to whom."""

from crm.records.kinds import ORGANIZATION, PERSON, Field, declare

WAYS = {
    "email": "E-mail",
    "letter": "Letter",
    "social": "Social media",
    "newsletter": "Newsletter",
    "press": "Press release",
    "website": "Website",
}
TYPES = {
    "update": "Update",
    "menu": "Menu of topics",
    "agenda": "Legislative agenda",
    "news": "News",
    "other": "Other message",
}
AUDIENCES = {"internal": "Our members", "external": "Others"}
EVERYBODY = {"all members": "All members", "all legislators": "All legislators"}

MESSAGE = declare(
    "Communication",
    "message",
    (
        Field("subject", "Subject", needed="Give its subject."),
        Field("type", "Kind", "choice", choices=TYPES),
        Field("channels", "How", "choices", "Choose how it was sent.", WAYS),
        Field("audiences", "For", "choices", choices=AUDIENCES),
        Field("sent_to_all", "To everybody", "choices", choices=EVERYBODY, hint="Worked out for the day it was sent"),
        Field("sent_to", "To", "record", of=(PERSON, ORGANIZATION), via="SENT_TO", many=True),
        Field("audience", "To whom, in words", hint="Such as the House Education Committee"),
        Field("recipients", "How many people", "number", most=10_000_000),
        Field("opens", "Opened by", "number", most=10_000_000),
        Field("clicks", "Clicked by", "number", most=10_000_000),
        Field("unreached", "Not reached", "number", most=10_000_000, hint="Unsubscribed, bounced or cleaned"),
        Field("issues", "Issues", "record", of=("Issue",), via="ABOUT", many=True),
        Field("campaign", "Campaign"),
        Field("theme", "Theme"),
        Field("cost_cents", "Cost in dollars", "dollars"),
    ),
    key="messages",
    about="Updates, letters, posts and newsletters that went to many at once.",
    day="sent",
    day_label="Sent on",
    titled=("subject",),
    staff_only=False,
)
