"""What a newsletter service exports, CSV or Excel: its campaigns (Mailchimp, Constant Contact), a row each.

Each campaign is a message by newsletter, with how many it went to, who opened and clicked, and what it cost where the
file says so. A list of addresses with their status is no list of messages, and is said to be none. A second import
finds the campaigns of the first and brings their counts up to date.
"""

import re
from typing import Any

from crm.errors import InvalidData
from crm.imports.drafts import BY_KEY, Draft, DraftRecord, RowError
from crm.stakeholders.names.folding import folded
from importers.reading import Columns, read_table
from importers.rows import Errors, Row, as_date
from importers.upload import Given, opened

KIND, SOURCE = "newsletters", "Newsletter export"
MOST = 10_000_000
STATUSES = frozenset({"status", "member rating", "optin time", "email status", "member status"})

COLUMNS = Columns(
    headings={
        "subject": ("subject", "subject line", "email subject", "title", "campaign title", "campaign", "campaign name",
                    "email name", "name"),
        "sent": ("sent date", "send date", "date sent", "sent", "sent on", "time sent", "date", "send time", "sent at"),
        "recipients": ("recipients", "total recipients", "sends", "emails sent", "delivered", "successful deliveries",
                       "sent to", "total sent"),
        "opens": ("opens", "unique opens", "opened", "total opens", "recipients who opened"),
        "clicks": ("clicks", "unique clicks", "clicked", "total clicks", "recipients who clicked"),
        "unsubscribes": ("unsubscribes", "unsubscribed", "opt outs", "optouts"),
        "bounces": ("bounces", "total bounces", "bounced", "hard bounces", "cleaned"),
        "audience": ("list", "audience", "lists", "segment", "list name"),
        "campaign": ("series", "campaign group", "folder"),
        "cost": ("cost", "price", "amount"),
    },
    needed=("subject", "sent"),
    unused=None,
)  # fmt: skip
COUNTS = ("recipients", "opens", "clicks")


def read(given: Given, *, as_of: str) -> Draft:
    """The draft of an export. Raises InvalidData ("file"), also for a list of addresses."""
    upload = opened(given)
    try:
        table = read_table(upload, COLUMNS)
    except InvalidData:
        if _is_address_list(upload.content):
            raise InvalidData({"file": [ADDRESSES]}) from None
        raise
    errors = Errors()
    records: dict[str, DraftRecord] = {}
    for row in table.rows:
        _read_row(row, records, errors, as_of)
    found = (*table.errors, *errors.found)
    return Draft(
        kind=KIND, source=SOURCE, as_of=as_of, records=tuple(records.values()),
        errors=tuple(sorted(found, key=_place)), notices=table.notices,
    )  # fmt: skip


ADDRESSES = (
    "This is a list of addresses with their status, not of what was sent. Export the report of campaigns: name, date "
    "sent, recipients, opens and clicks."
)


def _is_address_list(content: bytes) -> bool:
    """Whether the first line has an address and a status among its headings."""
    first = content[:4_000].decode("utf-8", "replace").splitlines()[:1]
    heads = {folded(cell) for cell in re.split(r"[,;\t]", first[0])} if first else set()
    return bool(heads & {"email address", "email", "e mail"}) and bool(heads & STATUSES)


def _place(error: RowError) -> int:
    return error.row or 0


def _read_row(row: Row, records: dict[str, DraftRecord], errors: Errors, as_of: str) -> None:
    subject, before = row.get("subject"), len(errors.found)
    if not subject:
        errors.add(row.place("subject"), "This row has no name. Write what was sent.")
    sent = errors.read(row, "sent", _day, "")
    if not sent and len(errors.found) == before:
        errors.add(row.place("sent"), "Write the day on which it was sent. A draft has none; take it out.")
    elif sent > as_of:
        errors.add(row.place("sent"), "This day is still to come, so it cannot have been sent. Take the row out.")
    counts = {name: errors.read(row, name, as_count, None) for name in (*COUNTS, "unsubscribes", "bounces")}
    cost = errors.read(row, "cost", _cents, None)
    if len(errors.found) > before:
        return
    for name in ("opens", "clicks"):
        many, most = counts[name], counts["recipients"]
        if many is not None and most is not None and many > most:
            errors.add(row.place(name), "More than it was sent to. Export the unique count.")
            return
    key = f"{KIND}|{sent}|{folded(subject)}"
    if key in records:
        errors.add(row.place("subject"), f"“{subject}” of this day is already in row {records[key].place.row}.")
        return
    gone = [counts.pop(name) for name in ("unsubscribes", "bounces")]
    values: dict[str, Any] = {
        "key": key, "subject": subject[:200], "sent": sent, "type": "news", "channels": ["newsletter"],
        "audience": row.get("audience")[:200], "campaign": row.get("campaign")[:200], "cost_cents": cost, **counts,
        "unreached": sum(one or 0 for one in gone) if any(one is not None for one in gone) else None,
    }  # fmt: skip
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    records[key] = DraftRecord(key, "Communication", "Messages", subject, kept, row.place(), BY_KEY)


def _day(text: str) -> str:
    stored = as_date(re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)\w*,?\s+", "", text, flags=re.IGNORECASE))
    if len(stored) < 10:
        raise ValueError(f"“{text}” is no whole day. Write it as 3/12/2026.")
    return stored


def as_count(text: str) -> int:
    """A count of people: "1,204", "310 (25.7%)". Raises ValueError, also for a share alone."""
    found = re.fullmatch(r"(\d[\d,]*)(?:\.0+)?(?:\s*\([\d.,]+\s*%\))?", text.strip())
    if not found:
        hint = "Write how many people, not the share." if "%" in text else "Write a whole number."
        raise ValueError(f"“{text}” is no count. {hint}")
    number = int(found[1].replace(",", ""))
    if number > MOST:
        raise ValueError(f"“{text}” is too many.")
    return number


def _cents(text: str) -> int:
    found = re.fullmatch(r"\$?\s*(\d[\d,]*)(?:\.(\d{1,2}))?", text.strip())
    if not found:
        raise ValueError(f"“{text}” is no amount of dollars. Write it as 49.00.")
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
