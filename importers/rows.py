"""Rows of a table and the cells in them: read as dates, shares, districts, phones; an error says where it is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from crm.fields import LONGEST_EMAIL
from crm.imports.drafts import Place, RowError
from crm.office_time import parse_birth_date, parse_date
from crm.stakeholders.names.person_names import squeeze, tidy
from importers.cells import is_not_said

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """One row under the header. `cells` maps our name of a column to its text; `headings` to its heading."""

    file: str
    number: int
    cells: Mapping[str, str]
    headings: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str = "") -> Place:
        return Place(self.file, self.number, self.headings.get(column, column))

    def get(self, column: str) -> str:
        """The cell's text in one line, or ""."""
        return squeeze(self.cells.get(column, ""))


class Errors:
    """Gathers what is wrong with rows, so that one bad cell does not stop the file."""

    def __init__(self) -> None:
        self.found: list[RowError] = []

    def add(self, place: Place, message: str) -> None:
        self.found.append(RowError.at(place, message))

    def read(self, row: Row, column: str, reader: Callable[[str], T], default: T) -> T:
        """A cell through `reader`, whose ValueError becomes a row error; an empty cell is the default."""
        text = row.get(column)
        if not text:
            return default
        try:
            return reader(text)
        except ValueError as error:
            self.add(row.place(column), str(error))
            return default


def as_date(text: str) -> str:
    """A date of day, month or year precision. Raises ValueError with a sentence."""
    day = re.sub(r"[ T]\d{1,2}:\d{2}.*$", "", text)
    return parse_date(re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})$", _iso, day))


def _iso(found: re.Match[str]) -> str:
    """A day with the year first, as form programs write it, with two digits for month and day."""
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def as_birth_date(text: str) -> str:
    """A birth date, never in the future. Raises ValueError with a sentence."""
    return parse_birth_date(text)


def as_share(text: str) -> float:
    """A share from 0 to 1; "60 %" and "60%" are 0.6. Raises ValueError."""
    number = text.replace(",", ".").strip()
    percent = number.endswith("%")
    try:
        value = float(number.rstrip("% ")) / (100 if percent else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError(f"“{text}” is not a share. Write a number from 0 to 1, or a percentage such as 60%.")
    return round(value, 6)


def as_district(text: str) -> str:
    """A legislative district as its number or name: "District 037" and "37.0" are "37"."""
    bare = re.sub(r"^(?:district|dist\.?|hd|sd|ld)[\s-]*", "", squeeze(text), flags=re.IGNORECASE)
    if re.fullmatch(r"\d+(?:\.0+)?", bare):
        return str(int(float(bare)))
    return bare


def as_email(text: str) -> str:
    """A valid e-mail address, its domain in lower case; "" for a placeholder such as n/a. Raises ValueError."""
    if len(text) > LONGEST_EMAIL:
        raise ValueError(f"An e-mail address has at most {LONGEST_EMAIL} characters.")
    if is_not_said(text):
        return ""
    bare = re.sub(r"^[^<>@]*<([^<>]*)>$", r"\1", text.strip()).strip(" <>;,.")
    try:
        return str(validate_email(bare.removeprefix("mailto:"), check_deliverability=False).normalized)
    except EmailNotValidError:
        raise ValueError(f"“{text}” is not an e-mail address. Write it as name@example.org.") from None


def as_phone(text: str) -> str:
    """A phone number as "(601) 555-0123"; what is not a full number of the United States is kept as it was written."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return squeeze(text)
    if not phonenumbers.is_possible_number(number) or len(str(number.national_number)) != 10:
        return squeeze(text)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def as_website(text: str) -> str:
    """An address that a browser opens: slashes mended, https or http in front. Raises ValueError."""
    bare = re.sub(r"^https?:/*", "", text.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", bare):
        raise ValueError(f"“{text}” is not a web address. Write it as www.example.org.")
    secure = text.strip().lower().startswith("https")
    return f"{'https' if secure else 'http'}://{bare}"


def county_name(text: str) -> str:
    """A county's name without the word: "LEE COUNTY" and "Lee Co." are "Lee"."""
    return tidy(re.sub(r"\s+(?:county|parish|co\.?)$", "", squeeze(text), flags=re.IGNORECASE))
