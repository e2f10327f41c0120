"""The states, their census numbers, and how each calls its legislature, chambers and members. Static facts, as data.

Open States files say only `upper`, `lower` or `legislature`; these are the words that belong to them.
Source: the states' constitutions, as listed by the National Conference of State Legislatures.
"""

from dataclasses import dataclass

from crm.stakeholders.chambers import UPPER, WHOLE


@dataclass(frozen=True)
class Chamber:
    """A chamber: `name` within its legislature ("House"), `title` of a member."""

    full_name: str
    name: str
    title: str


@dataclass(frozen=True)
class State:
    """A state or territory: two-letter code in lower case, name, census (FIPS) number of two digits."""

    code: str
    name: str
    census: str

    @property
    def legislature(self) -> str:
        return f"{self.name} {LEGISLATURES.get(self.code, 'Legislature')}"

    def chamber(self, kind: str) -> Chamber:
        """The words for `upper`, `lower` or `legislature`."""
        if kind == UPPER:
            return Chamber(f"{self.name} Senate", "Senate", "Senator")
        if kind == WHOLE:
            name, title = SINGLE.get(self.code, ("Legislature", "Member"))
            return Chamber(f"{self.name} {name}", name, title)
        full, short, title = LOWER_HOUSES.get(self.code, ("House of Representatives", "House", "Representative"))
        return Chamber(f"{self.name} {full}", short, title)


_ROWS = (
    "al Alabama 01|ak Alaska 02|az Arizona 04|ar Arkansas 05|ca California 06|co Colorado 08|ct Connecticut 09|"
    "de Delaware 10|dc District of Columbia 11|fl Florida 12|ga Georgia 13|hi Hawaii 15|id Idaho 16|il Illinois 17|"
    "in Indiana 18|ia Iowa 19|ks Kansas 20|ky Kentucky 21|la Louisiana 22|me Maine 23|md Maryland 24|"
    "ma Massachusetts 25|mi Michigan 26|mn Minnesota 27|ms Mississippi 28|mo Missouri 29|mt Montana 30|"
    "ne Nebraska 31|nv Nevada 32|nh New Hampshire 33|nj New Jersey 34|nm New Mexico 35|ny New York 36|"
    "nc North Carolina 37|nd North Dakota 38|oh Ohio 39|ok Oklahoma 40|or Oregon 41|pa Pennsylvania 42|"
    "ri Rhode Island 44|sc South Carolina 45|sd South Dakota 46|tn Tennessee 47|tx Texas 48|ut Utah 49|"
    "vt Vermont 50|va Virginia 51|wa Washington 53|wv West Virginia 54|wi Wisconsin 55|wy Wyoming 56|"
    "gu Guam 66|mp Northern Mariana Islands 69|pr Puerto Rico 72|vi U.S. Virgin Islands 78"
)
STATES = {
    row.split(" ", 1)[0]: State(row.split(" ", 1)[0], row.split(" ", 1)[1].rsplit(" ", 1)[0], row.rsplit(" ", 1)[1])
    for row in _ROWS.split("|")
}
BY_CENSUS = {state.census: state for state in STATES.values()}
BY_NAME = {state.name.casefold(): state for state in STATES.values()}

ASSEMBLIES = (
    "ar co ct de ga il in ia ky md mo nc oh pa ri sc tn vt va", "General Assembly"
), ("ma nh", "General Court"), ("nd or", "Legislative Assembly"), ("dc", "Council")  # fmt: skip
LEGISLATURES = {code: name for codes, name in ASSEMBLIES for code in codes.split()}
LOWER_HOUSES = {
    "ca": ("Assembly", "Assembly", "Assemblymember"),
    "nv": ("Assembly", "Assembly", "Assemblymember"),
    "ny": ("Assembly", "Assembly", "Assemblymember"),
    "wi": ("State Assembly", "Assembly", "Representative"),
    "nj": ("General Assembly", "Assembly", "Assemblymember"),
    "md": ("House of Delegates", "House", "Delegate"),
    "va": ("House of Delegates", "House", "Delegate"),
    "wv": ("House of Delegates", "House", "Delegate"),
}
SINGLE = {"ne": ("Legislature", "Senator"), "dc": ("Council", "Councilmember"), "gu": ("Legislature", "Senator"),
          "vi": ("Legislature", "Senator")}  # fmt: skip


CODES = tuple(code.upper() for code in STATES)


def named_in(text: str) -> str | None:
    """The code of the state that a name has in it, such as that of an association; the longest name counts."""
    folded = text.casefold()
    names = [name for name in BY_NAME if name in folded]
    return BY_NAME[max(names, key=len)].code if names else None


def state(text: str) -> State:
    """The state named by its code or name. Raises ValueError with a sentence."""
    found = STATES.get(text.strip().lower()) or BY_NAME.get(text.strip().casefold())
    if found is None:
        raise ValueError(f"“{text}” is not a state. Write its two letters, such as MS.")
    return found
