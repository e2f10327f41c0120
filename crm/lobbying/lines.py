"""One expense as the reports read it: who paid what, when, where, for whom, and what it still lacks. Pure.

Money is whole cents. A line's gifts are the officials' shares of it, families included; what is left is ours.
"""

from dataclasses import dataclass

from crm.lobbying.law import Law


@dataclass(frozen=True)
class Party:
    """A person or body named on a line."""

    id: str
    name: str


@dataclass(frozen=True)
class Gift:
    """An official's share of a line in cents; `family` counts the relatives it includes."""

    official: Party
    cents: int
    family: int = 0


@dataclass(frozen=True)
class Function:
    """What is known of a function to which a whole body was invited (§§ 5-8-9(8), 5-8-11(7)). The first four are its
    conditions; `attendance` and `officials` are the numbers that are reported in place of names."""

    legislature: bool = False
    statewide: bool = False
    one_day: bool = False
    equal: bool = False
    attendance: int | None = None
    officials: int | None = None

    @property
    def is_single(self) -> bool:
        """Whether all four conditions are recorded as met."""
        return self.legislature and self.statewide and self.one_day and self.equal

    @property
    def unmet(self) -> tuple[str, ...]:
        """The conditions that are not recorded as met, in words."""
        words = (
            (self.legislature, "the entire legislature was invited, each member by name"),
            (self.statewide, "all statewide elected officials were invited"),
            (self.one_day, "it began and ended within one day"),
            (self.equal, "food and drink were offered equally to all invited"),
        )
        return tuple(sentence for met, sentence in words if not met)


@dataclass(frozen=True)
class ExpenseLine:
    """An expense. `on` is a stored day, perhaps only a month; `category` a to g or None; `lobbyist` who of ours it was
    paid to, or arranged by; `repaid`: the client repaid it. `contact` and `event` are the ids of what it came from."""

    id: str
    on: str
    cents: int
    purpose: str = ""
    place: str = ""
    category: str | None = None
    thing: str | None = None
    payer: Party | None = None
    lobbyist: Party | None = None
    repaid: bool = False
    gifts: tuple[Gift, ...] = ()
    function: Function | None = None
    receipt: str = ""
    contact: str | None = None
    event: str | None = None

    @property
    def given(self) -> int:
        """What officials and their families had of it, in cents."""
        return sum(gift.cents for gift in self.gifts)

    @property
    def year(self) -> int:
        return int(self.on[:4])

    @property
    def is_single_function(self) -> bool:
        return self.function is not None and self.function.is_single


def missing(law: Law, line: ExpenseLine) -> tuple[str, ...]:
    """What a report needs of the line and does not have, in words."""
    category = law.categories.get(line.category or "")
    needs_official = category is not None and category.given
    lacks = [
        ("the day", len(line.on) < 10),
        ("who paid", line.payer is None),
        ("the purpose", not line.purpose),
        ("the category", category is None),
        ("the place", not line.place and (needs_official or bool(line.gifts))),
        ("what was given", line.thing not in law.things and bool(line.gifts)),
        ("the official, or that it was a single function", needs_official and not (line.gifts or line.function)),
    ]
    return (*(words for words, lacking in lacks if lacking), *_function_lacks(line))


def _function_lacks(line: ExpenseLine) -> tuple[str, ...]:
    if line.function is None:
        return ()
    if not line.function.is_single and not line.gifts:
        return (f"that {line.function.unmet[0]}, or the officials who were there",)
    counts = (
        ("how many attended", line.function.attendance is None),
        ("how many of them were officials", line.function.officials is None),
    )
    return tuple(words for words, lacking in counts if lacking) if line.function.is_single else ()
