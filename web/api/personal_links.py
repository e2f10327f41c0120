"""Personal links and letters in the API, alike for the census's rounds and for surveys."""

from collections.abc import Mapping
from dataclasses import dataclass

from marshmallow import Schema, fields, validate

from crm.ids import new_id
from crm.mail.personal_letters import SomebodyInvited


@dataclass(frozen=True)
class NewLink:
    """Somebody's personal link, told this once."""

    person_id: str
    name: str
    email: str | None
    link: str


@dataclass(frozen=True)
class Queued:
    """How many letters wait to be sent; the same `key` twice queues one each."""

    queued: int


class LinksSchema(Schema):
    """Whose links."""

    silent = fields.Boolean(load_default=False, metadata={"description": "Only of those who have not answered"})


class SendSchema(Schema):
    """One sending. Sent again with its key, it queues nothing twice."""

    key = fields.String(load_default=new_id, validate=validate.Length(8, 64))


def told_once(links: Mapping[SomebodyInvited, str]) -> list[NewLink]:
    """The links by person, in the order of the people."""
    return [NewLink(one.person_id, one.name, one.email, link) for one, link in links.items()]
