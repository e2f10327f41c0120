"""The newest list of each RESA: how old it is, and which districts stand in none of them or in several. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.plan.as_of import AsOf
from crm.plan.evidence import ResaList


@dataclass(frozen=True)
class OnFile:
    """A RESA with its newest list, if it ever gave one."""

    resa: str
    list: ResaList | None
    age: int | None  # days
    is_old: bool


@dataclass(frozen=True)
class RegionalLists:
    """Every RESA of the plan; the districts in no list (`nowhere`), and those in several with the RESAs that list
    them."""

    on_file: Sequence[OnFile]
    nowhere: Sequence[str]
    several: Mapping[str, Sequence[str]]

    @property
    def fresh(self) -> int:
        """How many RESAs have a list that is not old."""
        return sum(one.list is not None and not one.is_old for one in self.on_file)


def regional_lists(view: AsOf) -> RegionalLists:
    """The lists as they stand on the view's day; those in membership, or else all districts, are looked for in them."""
    newest: dict[str, ResaList] = {row.resa: row for row in view.rows("resa_lists")}
    fresh = view.settings["list_fresh_days"]
    resas = list(dict.fromkeys([*view.bodies(view.settings["resas"], "resa"), *sorted(newest)]))
    listed_by: dict[str, list[str]] = defaultdict(list)
    for resa in resas:
        for district in newest[resa].districts if resa in newest else ():
            listed_by[district].append(resa)
    districts = view.districts_in_membership() or {
        body.id for body in view.evidence.bodies.values() if body.kind == "district"
    }
    return RegionalLists(
        [_on_file(resa, newest.get(resa), view.day, fresh) for resa in resas],
        sorted(districts - listed_by.keys()),
        {district: tuple(by) for district, by in sorted(listed_by.items()) if len(by) > 1},
    )


def _on_file(resa: str, newest: ResaList | None, day: date, fresh: int) -> OnFile:
    age = (day - newest.day).days if newest else None
    return OnFile(resa, newest, age, age is not None and age > fresh)
