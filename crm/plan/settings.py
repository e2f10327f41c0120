"""What may be set about how a plan is read: each setting with its kind, its default and what it means.

A plan's file may give other defaults, and an office may change them from a day on. Where a default is a guess at what
the plan's authors meant, `doubt` says so, and the page shows it beside the figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from crm.plan.periods import LENGTHS

CADENCES: Mapping[str, tuple[int, str]] = MappingProxyType(
    {"weekly": (1, "week"), "twice a month": (2, "month"), "every two months": (1, "two months")}
)


@dataclass(frozen=True)
class Setting:
    """One setting. `kind` is "date", "day of year", "days", "count", "share", "choice", "yes or no" or "words"."""

    key: str
    kind: str
    default: Any
    meaning: str
    choices: tuple[str, ...] = ()
    doubt: str = ""

    def check(self, value: Any) -> Any:
        """The value as it is kept (days of the year as "07-01", shares from 0 to 1). Raises ValueError."""
        return _CHECKS[self.kind](value, self)


def _date(value: Any, setting: Setting) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("Give a whole date, such as 2021-07-01.") from None


def _day_of_year(value: Any, setting: Setting) -> str:
    try:
        return date.fromisoformat(f"2001-{value}").isoformat()[5:]
    except ValueError:
        raise ValueError("Give a month and a day, such as 07-01.") from None


def _number(value: Any, setting: Setting) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError("Give a whole number.") from None
    if not 0 <= number <= 10_000:
        raise ValueError("Give a number from 0 to 10,000.")
    return number


def _share(value: Any, setting: Setting) -> float:
    text = str(value).strip()
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise ValueError("Give a share, such as 50%.") from None
    if not 0 < share <= 1:
        raise ValueError("Give a share above 0% and up to 100%.")
    return share


def _choice(value: Any, setting: Setting) -> str:
    if value not in setting.choices:
        raise ValueError(f"Choose one of: {', '.join(setting.choices)}.")
    return str(value)


def _yes_or_no(value: Any, setting: Setting) -> bool:
    if value in (True, False):
        return bool(value)
    if value not in ("yes", "no"):
        raise ValueError("Answer yes or no.")
    return bool(value == "yes")


def _words(value: Any, setting: Setting) -> list[str]:
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError("Give words, separated by semicolons.")
    words = [" ".join(part.split()) for part in parts if part.strip()]
    if not words or len(words) > 200 or any(len(word) > 200 for word in words):
        raise ValueError("Give at least one word, and at most 200.")
    return words


_CHECKS = {
    "date": _date,
    "day of year": _day_of_year,
    "days": _number,
    "count": _number,
    "share": _share,
    "choice": _choice,
    "yes or no": _yes_or_no,
    "words": _words,
}

SETTINGS = (
    Setting("plan_start", "date", "2021-07-01", "What happened before this day does not count."),
    Setting(
        "school_year_start",
        "day of year",
        "07-01",
        "The first day of a school year.",
        doubt="“Annually”, “each year” and “yearly” are read as once a school year.",
    ),
    Setting("warn_deadline", "days", 30, "How long before a deadline an entry is “due soon”."),
    Setting("warn_week", "days", 2, "How long before a week closes an entry is “due soon”."),
    Setting("warn_month", "days", 7, "How long before a month closes an entry is “due soon”."),
    Setting("warn_two_months", "days", 14, "How long before two months close an entry is “due soon”."),
    Setting("warn_quarter", "days", 31, "How long before a quarter closes an entry is “due soon”."),
    Setting("warn_year", "days", 92, "How long before a school year closes an entry is “due soon”."),
    Setting(
        "update_cadence",
        "choice",
        "twice a month",
        "How often members are sent updates.",
        tuple(CADENCES),
        "“Bimonthly” can mean twice a month or every two months.",
    ),
    Setting(
        "report_period",
        "choice",
        "school year",
        "How often communications are reported to the board.",
        LENGTHS,
        "The plan names no period.",
    ),
    Setting("list_fresh_days", "days", 365, "How old a RESA’s list may be."),
    Setting("touch_days", "days", 365, "How long ago a contact may lie to count as being in touch."),
    Setting("reach_days", "days", 365, "How long ago the agenda may have been shared with a legislator."),
    Setting("group_active_days", "days", 365, "How long ago a group may have met to count as active."),
    Setting(
        "max_silence_days",
        "days",
        31,
        "The longest time between two messages.",
        doubt="“Timely” is read as at most this many days.",
    ),
    Setting("chair_report_days", "days", 30, "How long a chair has to report on a group’s meeting."),
    Setting(
        "mentor_grace_days",
        "days",
        30,
        "How long after the start a new superintendent may wait for a mentor.",
        doubt="“For their first year” is read as paired within this time and still paired at its end.",
    ),
    Setting("first_year_days", "days", 365, "How long somebody counts as new."),
    Setting(
        "interim_counts", "yes or no", False, "Whether serving as interim counts as being superintendent for “new”."
    ),
    Setting(
        "new_means",
        "choice",
        "first superintendency",
        "Who is a new superintendent.",
        ("first superintendency", "new to district"),
        "The plan does not say whether somebody who moves between districts is new.",
    ),
    Setting(
        "min_channels",
        "count",
        2,
        "How many channels are used in a quarter.",
        doubt="“Diversify” is read as at least this many.",
    ),
    Setting("min_pairs", "count", 10, "Below this many pairs of answers no conclusion is drawn."),
    Setting(
        "tie_member_share",
        "share",
        1.0,
        "The share of members with a confirmed positive relationship.",
        doubt="The plan sets no target for “identify positive relationships”.",
    ),
    Setting(
        "panel_share",
        "share",
        0.5,
        "The share of presentations that are panels.",
        doubt="“Where possible” is read as this share.",
    ),
    Setting("board_per_old", "count", 2, "The board seats each old congressional district has."),
    Setting("topic_advocacy", "words", ["advocacy"], "Topics that count as advocacy."),
    Setting("topic_consensus", "words", ["consensus"], "Topics that count as building consensus."),
    Setting("topic_leadership", "words", ["leadership"], "Topics that count as leadership."),
    Setting("topic_current_issues", "words", ["current issues"], "Topics that count as current issues."),
    Setting("topic_teacher_practice", "words", ["teacher practice"], "Topics that count as teacher practice."),
    Setting(
        "committee_roles",
        "words",
        ["officer"],
        "The roles on our board that make up the Executive Committee.",
        doubt="The plan does not say who sits on the Executive Committee.",
    ),
    Setting(
        "council_bodies",
        "words",
        ["MDE", "MASA", "The Parents’ Campaign", "MSBA", "MPE", "MAE"],
        "The bodies of the advisory council, by name or short name.",
        doubt="The council has six bodies, the list of key stakeholders five.",
    ),
    Setting(
        "key_stakeholders",
        "words",
        ["MASA", "The Parents’ Campaign", "MSBA", "MPE", "MAE"],
        "The key stakeholders, by name or short name.",
        doubt="The council has six bodies, the list of key stakeholders five.",
    ),
    Setting("practice_partners", "words", ["MPE", "MAE"], "The bodies that best practices are worked out with."),
    Setting("resas", "words", ["all"], "The RESAs, by name or short name; “all” is every RESA in the graph."),
)
BY_KEY = {setting.key: setting for setting in SETTINGS}
DEFAULTS: Mapping[str, Any] = MappingProxyType({setting.key: setting.check(setting.default) for setting in SETTINGS})

WARNINGS = {
    "week": "warn_week",
    "month": "warn_month",
    "two months": "warn_two_months",
    "quarter": "warn_quarter",
    "school year": "warn_year",
}
