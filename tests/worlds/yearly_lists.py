"""Two yearly lists of superintendents of made-up districts, with the truth of who is who, from a seed.

Each kind of row is what office lists really do between two years: most stay, some with their name written otherwise,
some go, and some successors look like the one before.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

ROWS = 300
KINDS = {
    "nickname": 16, "initial only": 12, "middle dropped or added": 12, "capitals": 10, "swap": 10, "last, first": 10,
    "title": 10, "namesake": 10, "new surname, same mailbox": 8, "role mailbox, other given name": 8,
    "slip in given name": 8, "slip in surname": 8, "rare nickname": 8, "slip in surname, same mailbox": 6,
    "role mailbox, same given name": 5, "kin": 5, "inner capital": 4, "hyphenated": 4, "new surname": 4, "sr to jr": 4,
    "apostrophe": 2, "new person": 30,
}  # fmt: skip


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words(
    "Adele Albert Alice Arnold Beatrice Bernard Bonnie Bradford Bridget Calvin Camille Cedric Celeste Clara "
    "Clarence Claudia Conrad Cora Curtis Daphne Desmond Diana Dwight Edith Edmund Elena Ernest Esther Evelyn "
    "Felix Fiona Florence Franklin Gilbert Gloria Graham Gwendolyn Harriet Hazel Helena Herbert Hubert Ingrid "
    "Irene Isabel Jasper Joanna Julius Keith Leonard Lillian Lucille Luther Mabel Marcella Maurice Melvin "
    "Mildred Miriam Monroe Naomi Norman Odessa Olivia Oscar Percy Phyllis Quentin Ramona Randall Roland "
    "Rosalind Russell Sabrina Sheila Sherman Sylvia Thelma Theodore Ursula Vernon Vivian Wallace Warren Wilbur "
    "Winifred"
)
FAMILIES = _words(
    "Abbott Alford Applegate Arrington Ashford Atwater Barfield Bankston Blackburn Boykin Bramlett Breland "
    "Brumfield Burnham Buckley Cadwell Calloway Carmody Castleberry Chandler Clayborn Coleridge Comstock "
    "Crutcher Culver Darnell Denham Dunaway Easterling Edgerton Ellzey Everhart Fairchild Faulk Fennell "
    "Garrity Gentry Goodloe Hargrove Hathaway Hollowell Ivey Jernigan Kimbrough Kittrell Lambright Ledbetter "
    "Lockhart Lumpkin Mabry Massengill Merriweather Netherland Oglesby Pennington Pickering Prather Quinlan "
    "Rainwater Riddell Rutledge Sandifer Shackelford Stallworth Stringfellow Thigpen Trammell Underhill "
    "Vickery Wainwright Westbrook Wimberly Yancey Zumwalt"
)
STARTS = _words("Alder Birch Clover Dogwood Elm Fern Gulf Heron Iron Juniper Kestrel Linden Marsh Oak Pecan Quail")
ENDS = _words("bend bluff creek crossing dale field gap grove hill landing point ridge run shoals springs station vale")
CAPITALLED = ("McAdory", "McComber", "McLendon", "McRaney", "MacAllister")
IRISH = ("O'Dowd", "O'Quinn", "O'Shields")
NICKNAMES = {
    "Robert": "Bob", "William": "Bill", "Richard": "Rick", "James": "Jim", "Charles": "Chuck", "Thomas": "Tom",
    "Michael": "Mike", "Elizabeth": "Liz", "Deborah": "Debbie", "Susan": "Sue", "Patricia": "Tricia", "Pamela": "Pam",
    "Rebecca": "Becky", "Jennifer": "Jenny", "Gregory": "Greg", "Anthony": "Tony", "Lawrence": "Larry",
}  # fmt: skip
RARE_NICKNAMES = {
    "Henry": "Hank", "Harold": "Hal", "Kathleen": "Kathy", "Alexander": "Sandy", "Victoria": "Vicki", "Eugene": "Gene",
    "Jacqueline": "Jackie", "Dorothy": "Dot", "Francis": "Frank", "Martha": "Patsy", "Reginald": "Reggie",
}  # fmt: skip
KIN = {
    "Robert": "Roberta", "Daniel": "Danielle", "John": "Johnathan", "Eric": "Erica", "Marian": "Marion",
    "Paul": "Paula", "Carl": "Carla", "Joseph": "Josephine", "Ann": "Anna", "Francis": "Frances",
    "Martin": "Martina", "Glen": "Glenda",
    "Sara": "Sarah", "Alan": "Allen", "Mary": "Marie", "Jon": "John", "Patrick": "Patricia", "Andrew": "Andrea",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """A superintendent as they are; `number` is who they are."""

    number: int
    given: str
    middle: str
    family: str
    suffix: str = ""

    @property
    def shown(self) -> str:
        middle = f"{self.middle}." if self.middle else ""
        return " ".join(part for part in (self.given, middle, self.family, self.suffix) if part)

    @property
    def mailbox(self) -> str:
        return f"{self.given[0]}{self.family}".lower().replace(" ", "").replace("'", "").replace("-", "")


@dataclass
class Lists:
    """The three files as CSV, and `truth`: by LEAID who holds it in each year, and the kind of row."""

    districts: str
    year1: str
    year2: str
    truth: dict[str, tuple[int, int, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    """One district in both years: who, as the list writes them, with which address."""

    kind: str
    before: Head
    after: Head
    written: str
    old_email: str
    new_email: str


def made(seed: int) -> Lists:
    """The lists of this seed."""
    return _Maker(random.Random(seed)).lists()


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.count = 0
        self.used: set[tuple[str, str]] = set()

    def lists(self) -> Lists:
        kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
        kinds += ["unchanged"] * (ROWS - len(kinds))
        self.chance.shuffle(kinds)
        towns = self._towns()
        rows = [self._row(kind, domain(town)) for kind, town in zip(kinds, towns, strict=True)]
        _swap(rows, towns)
        self._name_after_others(rows)
        return _files(towns, rows)

    def _towns(self) -> list[str]:
        towns = [f"{start}{end}" for start in STARTS for end in ENDS] + [f"New {start}{ENDS[0]}" for start in STARTS]
        self.chance.shuffle(towns)
        towns += [f"{start}{end}{more}" for start in STARTS for end in ENDS[:3] for more in ("ton", "ville")]
        return towns[:ROWS]

    def head(self, given: str = "", family: str = "") -> Head:
        """Somebody new whose first and last name nobody else bears."""
        while True:
            name = given or self.chance.choice(GIVEN), family or self.chance.choice(FAMILIES)
            if name not in self.used or (given and family):
                break
        self.used.add(name)
        self.count += 1
        middle = self.chance.choice("ABCDEFGHJKLMNPRSTW") if self.chance.random() < 0.5 else ""
        return Head(self.count, name[0], middle, name[1])

    def _row(self, kind: str, place: str) -> _Row:
        chosen = {"nickname": NICKNAMES, "rare nickname": RARE_NICKNAMES, "kin": KIN}.get(kind)
        given = self.chance.choice(list(chosen)) if chosen else ""
        families = {"inner capital": CAPITALLED, "apostrophe": IRISH}.get(kind)
        one = self.head(given, self.chance.choice(families) if families else "")
        if kind == "sr to jr":
            one = replace(one, suffix="Sr.")
        personal = f"{one.mailbox}@{place}"
        has_mail = self.chance.random() < 0.5 or kind.endswith("same mailbox")
        old = f"superintendent@{place}" if kind.startswith("role mailbox") else personal if has_mail else ""
        change = CHANGES.get(kind)
        if change is not None:
            return _Row(kind, one, one, change(one, self.chance), old, old)
        other = self._successor(kind, one)
        new = old if kind.startswith("role mailbox") else f"{other.mailbox}@{place}" if old else ""
        return _Row(kind, one, other, other.shown, old, new)

    def _successor(self, kind: str, one: Head) -> Head:
        self.count += 1 if kind in ("kin", "sr to jr") else 0
        if kind == "kin":
            return replace(one, number=self.count, given=KIN[one.given])
        if kind == "sr to jr":
            return replace(one, number=self.count, suffix="Jr.")
        return self.head(given=one.given if kind == "role mailbox, same given name" else "")

    def _name_after_others(self, rows: list[_Row]) -> None:
        """A namesake has the first and last name of somebody who stays elsewhere, and is another person."""
        staying = [row.before for row in rows if row.kind == "unchanged"]
        for index, row in enumerate(rows):
            if row.kind == "namesake":
                like = self.chance.choice(staying)
                after = replace(row.after, given=like.given, family=like.family, middle="")
                mail = f"{after.mailbox}@{row.old_email.partition('@')[2]}" if row.old_email else ""
                rows[index] = replace(row, after=after, written=after.shown, new_email=mail)


def _slipped(name: str, chance: random.Random) -> str:
    """The name with two neighboring letters, not the first, in each other's place."""
    places = [i for i in range(1, len(name) - 1) if name[i].lower() != name[i + 1].lower()]
    i = chance.choice(places)
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


def _nickname(one: Head, chance: random.Random) -> str:
    return f"{(NICKNAMES | RARE_NICKNAMES)[one.given]} {one.family}"


def _initials(one: Head, chance: random.Random) -> str:
    return f"{one.given[0]}. {one.middle or 'L'}. {one.family}"


def _new_family(one: Head, chance: random.Random) -> str:
    return f"{one.given} {chance.choice([name for name in FAMILIES if name[0] != one.family[0]])}"


CHANGES: dict[str, Callable[[Head, random.Random], str]] = {
    "unchanged": lambda one, _: one.shown,
    "swap": lambda one, _: one.shown,
    "nickname": _nickname,
    "rare nickname": _nickname,
    "initial only": _initials,
    "middle dropped or added": lambda one, _: replace(one, middle="" if one.middle else "Q").shown,
    "capitals": lambda one, _: one.shown.upper(),
    "last, first": lambda one, _: f"{one.family}, {one.given}" + (f" {one.middle}." if one.middle else ""),
    "title": lambda one, chance: chance.choice((f"Dr. {one.shown}", f"{one.shown}, Ed.D.")),
    "new surname": _new_family,
    "new surname, same mailbox": _new_family,
    "slip in given name": lambda one, chance: f"{_slipped(one.given, chance)} {one.family}",
    "slip in surname": lambda one, chance: f"{one.given} {_slipped(one.family, chance)}",
    "slip in surname, same mailbox": lambda one, chance: f"{one.given} {_slipped(one.family, chance)}",
    "inner capital": lambda one, _: replace(one, family=one.family.capitalize()).shown,
    "hyphenated": lambda one, chance: f"{one.given} {one.family}-{chance.choice(FAMILIES)}",
    "apostrophe": lambda one, _: one.shown.replace("'", "’"),
}


def domain(town: str) -> str:
    """A district's mail domain."""
    return f"{town.lower().replace(' ', '')}.example.org"


def _swap(rows: list[_Row], towns: list[str]) -> None:
    """Those who swap, by pairs, go to each other's district, where they get its addresses."""
    at = [index for index, row in enumerate(rows) if row.kind == "swap"]
    for i, j in zip(at[::2], at[1::2], strict=True):
        one, other = rows[i], rows[j]
        rows[i] = replace(one, after=other.before, written=other.written, new_email=_moved(other.before, one, towns[i]))
        rows[j] = replace(other, after=one.before, written=one.written, new_email=_moved(one.before, other, towns[j]))


def _moved(who: Head, to: _Row, town: str) -> str:
    return f"{who.mailbox}@{domain(town)}" if to.old_email else ""


def _files(towns: list[str], rows: list[_Row]) -> Lists:
    numbers = [f"28{index:05d}" for index in range(1, len(rows) + 1)]
    names = [f"{town} School District" for town in towns]
    kind = "Regular public school district"
    heading = ("District", "Superintendent", "E-mail", "LEAID")

    def old() -> Iterator[tuple[str, ...]]:
        yield heading
        for leaid, name, row in zip(numbers, names, rows, strict=True):
            yield name, row.before.shown, row.old_email, leaid

    def new() -> Iterator[tuple[str, ...]]:
        yield heading
        for leaid, name, row in zip(numbers, names, rows, strict=True):
            yield name, row.written, row.new_email, leaid

    directory = [("LEAID", "LEA_NAME", "ST", "LEA_TYPE_TEXT")]
    directory += [(leaid, name, "MS", kind) for leaid, name in zip(numbers, names, strict=True)]
    truth = {leaid: (row.before.number, row.after.number, row.kind) for leaid, row in zip(numbers, rows, strict=True)}
    return Lists(_csv(directory), _csv(old()), _csv(new()), truth)


def _csv(rows: object) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)  # type: ignore[call-overload]
    return text.getvalue()
