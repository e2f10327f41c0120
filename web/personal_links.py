"""Fresh personal links, shown once: in a list for a mail merge, and in letters as files. The census and the surveys
make theirs here."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from flask import Response, request, url_for

from crm.accounts.random_secrets import digest, new_secret
from crm.errors import InvalidData
from crm.mail.personal_letters import NOBODY, Occasion, SomebodyInvited, packed
from web.context import settings, today
from web.tables import Column, Table


def fresh_links(
    people: Iterable[SomebodyInvited], endpoint: str, issue: Callable[[Mapping[str, str]], object]
) -> dict[SomebodyInvited, str]:
    """A new link for each, which opens the page `endpoint`; `issue` keeps the hashes by invitation. The addresses are
    given now and never again. Raises InvalidData for nobody."""
    secrets = {one: new_secret() for one in people}
    if not secrets:
        raise InvalidData({"who": [NOBODY]})
    issue({one.id: digest(secret) for one, secret in secrets.items()})
    start = (settings().public_url or request.host_url).rstrip("/")
    return {one: f"{start}{url_for(endpoint, link=secret)}" for one, secret in secrets.items()}


def merge_list(links: Mapping[SomebodyInvited, str], name: str, more: Sequence[Column] = ()) -> Response:
    """The list for a mail merge (CSV), a row for each link; `more` are columns read from the invitation."""
    columns = (
        Column("name", "Name", lambda one: one.name),
        Column("given", "First name", lambda one: one.given_name),
        Column("email", "E-mail", lambda one: one.email or ""),
        *more,
        Column("link", "Link", lambda one: links[one]),
    )
    return Table(columns, list(links), name=name, args={"format": "csv"}).export()


def letter_files(occasion: Occasion, links: Mapping[SomebodyInvited, str], name: str) -> Response:
    """The letters as drafts (.eml), in one file."""
    named = {"Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.zip"'}
    return Response(packed(occasion, links), mimetype="application/zip", headers=named)
