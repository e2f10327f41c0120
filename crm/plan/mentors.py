"""Who is a new superintendent, which mentorship is a good one, and how each new one's first year stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.plan.as_of import AsOf
from crm.plan.evidence import Mentorship, Post
from crm.plan.words import Word


@dataclass(frozen=True)
class FirstYear:
    """A new superintendent: `start` is the first day of the superintendency, `mentorships` the good ones in it."""

    person: str
    start: date
    last: date
    mentorships: tuple[Mentorship, ...]
    word: Word
    active: bool

    @property
    def paired(self) -> date | None:
        return min((row.day for row in self.mentorships), default=None)


def beginnings(view: AsOf, person: str) -> list[Post]:
    """The posts with which somebody became new: the first superintendency, or the first in each district."""
    posts = view.superintendencies.get(person, [])
    if view.settings["new_means"] == "new to district":
        first_in: dict[str, Post] = {}
        for post in posts:
            first_in.setdefault(post.body, post)
        return list(first_in.values())
    return posts[:1]


def is_good(view: AsOf, mentorship: Mentorship) -> bool:
    """A mentor who had been superintendent before the start, and a mentee in the first year on that day."""
    led = any(
        post.role == "superintendent" and not post.interim and post.day < mentorship.day
        for post in view.posts_of.get(mentorship.mentor, ())
    )
    days = timedelta(days=view.settings["first_year_days"])
    return led and any(post.day <= mentorship.day < post.day + days for post in beginnings(view, mentorship.mentee))


def first_years(view: AsOf) -> Iterator[FirstYear]:
    """Every new superintendent since the plan's start, of a district in membership on the first day."""
    good: dict[str, list[Mentorship]] = {}
    for row in view.rows("mentorships"):
        if is_good(view, row):
            good.setdefault(row.mentee, []).append(row)
    for person in sorted(view.superintendencies):
        for post in beginnings(view, person):
            if view.start <= post.day <= view.day and post.body in view.districts_in_membership(post.day):
                yield _first_year(view, person, post.day, good.get(person, []))


def _first_year(view: AsOf, person: str, start: date, mentorships: list[Mentorship]) -> FirstYear:
    last = start + timedelta(days=view.settings["first_year_days"] - 1)
    grace = start + timedelta(days=view.settings["mentor_grace_days"])
    own = [row for row in mentorships if start <= row.day <= last]
    on = min(view.day, last)
    active = any(row.day <= on <= view.span(row)[1] for row in own)
    if active:
        word = Word.MET if own[0].day <= grace else Word.MET_LATE
    elif view.day > last:
        word = Word.MISSED
    else:
        word = Word.DUE_SOON if view.day <= grace else Word.LATE
    return FirstYear(person, start, last, tuple(own), word, view.day <= last)
