"""A person's neighbourhood: their strongest ties on rings, and as a table; others are opened in place by a link."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from crm.relationships.ties import TieSummary, ties_of
from crm.stakeholders.ours import our_people
from crm.stakeholders.posts import SUPERINTENDENT
from crm.stakeholders.standing import Standing, standings
from web.access import EVERYONE, allow
from web.addresses import address
from web.context import actor, database
from web.pictures.marks import LEGEND, Mark
from web.pictures.rings import MOST_TIES, Neighbour, rings
from web.tables import Column, Table, table_page
from web.words import plural

pages = Blueprint("neighbourhood", __name__)

KINDS = ("Legislators", "Superintendents", "Staff and board", "Others")
MOST_OPENED, MOST_UNDER = 5, 8


@dataclass(frozen=True)
class Near:
    """Somebody in the neighbourhood; `through` is who they are shown under, None for the person's own ties."""

    tie: TieSummary
    standing: Standing
    kind: str
    mark: Mark
    opens: str = ""
    through: Standing | None = None

    @property
    def says(self) -> str:
        """The tie in one line: "Bo Lee, Senator, SD 12; R: Good, met at an event"."""
        about = f", {self.standing.line}" if self.standing.line else ""
        return f"{self.standing.name}{about}: {self.mark.in_words}{', ' + self.tie.why if self.tie.why else ''}"


NAME = Column(
    "name",
    "Name",
    lambda row: row.standing.name,
    kind="name",
    href=lambda row: address("person", row.standing.person_id),
)
COLUMNS = (
    NAME,
    Column("about", "Who they are", lambda row: row.standing.line),
    Column("tie", "Tie", lambda row: row.mark.in_words, order=lambda row: -row.tie.strength),
    Column("why", "Why", lambda row: row.tie.why, sortable=False),
    Column("last", "Last two-way contact", lambda row: row.tie.last_two_way, kind="date", newest_first=True),
)
# The picture says both; in a sheet each stands in a column of its own.
IN_A_SHEET = (
    Column("kind", "Kind", lambda row: row.kind),
    Column("through", "Known to", lambda row: row.through.name if row.through else ""),
)


@pages.get("/people/<person_id>/neighbourhood")
@allow(*EVERYONE)
def show(person_id: str) -> Response:
    """The person in the middle; `open` in the address names those whose own ties are shown under them."""
    with_guesses = request.args.get("guesses") == "true"
    opened = list(dict.fromkeys(request.args.getlist("open")))[:MOST_OPENED]
    own = _ties(person_id, guesses=with_guesses)
    further = _further(opened, {one.person.id for one in own} | {person_id})
    everybody = [*own, *(tie for ties in further.values() for tie in ties)]
    known = database().read(standings, [person_id, *(tie.person.id for tie in everybody)], today=actor().today)
    ours = {person.id for person in database().read(our_people, today=actor().today)}
    near = [_near(tie, known, ours, _opens(tie.person.id, opened, with_guesses)) for tie in own]
    near.sort(
        key=lambda one: (KINDS.index(one.kind), tuple(Mark).index(one.mark), -one.tie.strength, one.standing.name)
    )
    under = {one: [_near(tie, known, ours, through=known[one]) for tie in ties] for one, ties in further.items()}
    strongest = sorted(near, key=lambda one: (tuple(Mark).index(one.mark), -one.tie.strength, one.standing.name))
    rows = [row for one in strongest for row in (one, *under.get(one.standing.person_id, ()))]
    columns = (*COLUMNS, *IN_A_SHEET) if "format" in request.args else COLUMNS
    return table_page(
        "relationships/neighbourhood.html",
        Table(columns, rows, name="neighbourhood", noun="person", many="people"),
        person=known[person_id],
        near=near,
        says=_counted(near),
        picture=rings(known[person_id].name, [_neighbour(one, under.get(one.standing.person_id, ())) for one in near]),
        opened=opened,
        guesses=with_guesses,
        guesses_url=_address(opened, not with_guesses),
        legend=[(mark, words) for mark, words in LEGEND if mark is not Mark.NONE],
    )


def _counted(near: Sequence[Near]) -> str:
    """How many ties of each strength: "9 ties: 2 Close, 7 Know."."""
    of_each = Counter(one.mark for one in near)
    counts = ", ".join(f"{of_each[mark]} {mark.value}" for mark in Mark if of_each[mark])
    most = f"The {MOST_TIES} strongest ties" if len(near) == MOST_TIES else plural(len(near), "tie")
    return f"{most}: {counts}." if near else ""


def _further(opened: Sequence[str], around: set[str]) -> dict[str, list[TieSummary]]:
    """The strongest ties of those opened, to people who are not shown already."""
    further = {}
    for one in opened:
        if one in around:
            further[one] = [tie for tie in _ties(one) if tie.person.id not in around][:MOST_UNDER]
    return further


def _ties(person_id: str, *, guesses: bool = False) -> list[TieSummary]:
    """A person's ties, without those too weak to have a word."""
    found = database().read(ties_of, person_id, actor=actor(), guesses=guesses)
    return [tie for tie in found if tie.word != Mark.NONE][:MOST_TIES]


def _near(
    tie: TieSummary, known: Mapping[str, Standing], ours: set[str], opens: str = "", through: Standing | None = None
) -> Near:
    standing = known[tie.person.id]
    return Near(tie, standing, kind_of(standing, ours), Mark(tie.word), opens, through)


def kind_of(standing: Standing, ours: set[str]) -> str:
    """The heading that somebody stands under."""
    if standing.seat is not None:
        return "Legislators"
    if any(office.role == SUPERINTENDENT for office in standing.offices):
        return "Superintendents"
    return "Staff and board" if standing.person_id in ours else "Others"


def _neighbour(one: Near, under: Sequence[Near] = ()) -> Neighbour:
    return Neighbour(
        id=one.standing.person_id,
        name=one.standing.name,
        kind=one.kind,
        address=address("person", one.standing.person_id),
        mark=one.mark,
        says=one.says,
        opens=one.opens,
        under=tuple(_neighbour(child) for child in under),
    )


def _opens(one: str, opened: Sequence[str], guesses: bool) -> str:
    """The address of this page with one more opened, or that one closed again."""
    return _address([other for other in opened if other != one] if one in opened else [*opened, one], guesses)


def _address(opened: Sequence[str], guesses: bool) -> str:
    pairs = [*(("open", one) for one in opened), *([("guesses", "true")] if guesses else [])]
    return f"?{urlencode(pairs)}"
