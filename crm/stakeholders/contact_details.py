"""How to reach somebody, as people type it: e-mail addresses, US phone numbers, web links, lists of one per line.

Each field raises a plain sentence, and loads to what the graph keeps.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError, fields

from crm.fields import LONGEST_EMAIL


class Email(fields.String):
    """An address, checked for its form only (nobody is asked over the network); empty stays empty."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if not text:
            return ""
        if len(text) > LONGEST_EMAIL:
            raise ValidationError(f"Write an e-mail address of at most {LONGEST_EMAIL} characters.")
        try:
            return validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValidationError(f"“{text}” is not an e-mail address. Write it as name@place.org.") from None


class Phone(fields.String):
    """A US number, kept as "(601) 359-3770 ext. 2"; one that is possible but not in use is kept as typed."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        return phone_as_kept(text) if text else ""


class Lines(fields.List[str]):
    """Texts, one per line of a text box or one per item of a list, each once; empty ones are dropped."""

    def __init__(self, inner: fields.Field[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(inner or fields.String(validate=_not_too_long), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        given = [value] if isinstance(value, str) else value
        lines = [line.strip() for one in given if isinstance(one, str) for line in one.splitlines()]
        stripped = [line for line in lines if line]
        return list(dict.fromkeys(super()._deserialize(stripped, attr, data, **kwargs)))


class Link(fields.String):
    """A web address that a page may safely link to: http or https only."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip()
        if text and not is_web_link(text):
            raise ValidationError(f"“{text}” is not a web address. It starts with https://.")
        return text


def is_web_link(text: str) -> bool:
    """Whether a text is an http or https address with a host, so that no page links to a script."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def phone_as_kept(text: str) -> str:
    """A typed number in national form. Raises ValidationError for what cannot be a phone number."""
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValidationError(f"“{text}” is not a phone number. Write it with its area code, as (601) 359-3770.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def _not_too_long(text: str) -> None:
    if len(text) > 300:
        raise ValidationError("Keep each line under 300 letters.")
