"""A made-up state's folder in the layout of Open States, with invented people, to import from and to break."""

from pathlib import Path
from typing import Any

import yaml

JURISDICTION = "ocd-jurisdiction/country:us/state:{}/government"
GIVEN = ("Ada", "Ben", "Cora", "Dan", "Eve", "Fritz", "Gail", "Hugo", "Ida", "Jonas", "Kim", "Lars", "Mona", "Nils")
FAMILY = ("Abbot", "Birch", "Cole", "Dunn", "Ellis", "Frost", "Gray", "Hale", "Irwin", "Jolly", "Kerr", "Lamb", "Moss")


def person_id(number: int) -> str:
    return f"ocd-person/00000000-0000-4000-8000-{number:012d}"


def committee_id(number: int) -> str:
    return f"ocd-organization/00000000-0000-4000-9000-{number:012d}"


def role(chamber: str, district: str, state: str = "ks", **dates: str) -> dict[str, str]:
    return {"type": chamber, "district": district, "jurisdiction": JURISDICTION.format(state), **dates}


def someone(number: int, given: str, family: str, *roles: dict[str, str], **more: Any) -> dict[str, Any]:
    return {
        "id": person_id(number),
        "name": f"{given} {family}",
        "given_name": given,
        "family_name": family,
        "party": [{"name": "Republican" if number % 2 else "Democratic"}],
        "email": f"{given[0]}{family}{number}@example.org".lower(),
        "roles": list(roles),
        **more,
    }


def committee(number: int, name: str, chamber: str, *members: tuple[int, str], state: str = "ks") -> dict[str, Any]:
    listed = [{"name": f"No. {one}", "role": part, "person_id": person_id(one)} for one, part in members]
    return {
        "id": committee_id(number),
        "jurisdiction": JURISDICTION.format(state),
        "classification": "committee",
        "name": name,
        "chamber": chamber,
        "members": listed,
    }


class StateFolder:
    """A folder on disk; files are named by what they hold, so that one can be written again, taken away or broken."""

    def __init__(self, path: Path, state: str = "ks") -> None:
        self.path, self.state = path, state

    def write(self, folder: str, name: str, content: dict[str, Any]) -> Path:
        file = self.path / folder / f"{name}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
        return file

    def member(self, number: int, chamber: str, district: str, start: str = "2024-01-02", **more: Any) -> Path:
        """A present member; names repeat after a while, as they do."""
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number % len(FAMILY)]
        dates = {"start_date": start} if start else {}
        return self.write(
            "legislature",
            f"person-{number}",
            someone(number, given, family, role(chamber, district, self.state, **dates), **more),
        )

    def remove(self, folder: str, name: str) -> None:
        (self.path / folder / f"{name}.yml").unlink()


def small_state(path: Path) -> StateFolder:
    """Twelve House seats, three Senate seats, one former member, a governor, two committees and a joint one."""
    made = StateFolder(path)
    for number in range(1, 13):
        made.member(number, "lower", str(number))
    for number in range(13, 16):
        made.member(number, "upper", str(number - 12))
    former = role("lower", "3", start_date="2016", end_date="2024-01-02")
    made.write("retired", "person-90", someone(90, "Otto", "Nolan", former))
    governor = {
        "type": "governor",
        "jurisdiction": JURISDICTION.format("ks"),
        "start_date": "2023-01-09",
        "end_date": "2027-01-11",
    }
    made.write("executive", "person-91", someone(91, "Petra", "Odell", governor))
    made.write("committees", "lower-education", committee(1, "Education", "lower", (1, "chair"), (2, "member")))
    made.write("committees", "upper-education", committee(2, "Education", "upper", (13, "chair"), (14, "vice chair")))
    made.write("committees", "joint-budget", committee(3, "Budget", "legislature", (1, "member"), (13, "member")))
    return made
