"""Several people put into one group at once, the group made when it is new: all of them or none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm.errors import InvalidData, NotFound
from crm.records.actor import Actor
from crm.records.permissions import permitted
from crm.stakeholders.memberships import add_membership, members_of
from crm.stakeholders.organizations import OrganizationSchema, add_organization, organization

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

GROUP = "group"


@permitted("add", "membership")
def put_into_group(
    tx: "ManagedTransaction", people: Sequence[str], group_id: str, *, name: str = "", since: str, by: Actor
) -> int:
    """Make these people members of a group from a day on, and return how many joined; who belongs to it already stays.

    With a `name` the group is made under the id, which is made beforehand. Raises InvalidData, NotFound.
    """
    if name and not _is_there(tx, group_id, by):
        add_organization(tx, group_id, OrganizationSchema().load({"name": name, "classification": GROUP}), by=by)
    if organization(tx, group_id, actor=by, deleted=False).classification != GROUP:
        raise InvalidData({"group": ["Choose a group; seats and committees have their own members."]})
    inside = {member.member_id for member in members_of(tx, group_id, today=by.today)}
    joining = [person for person in dict.fromkeys(people) if person not in inside]
    for person in joining:
        add_membership(tx, group_id, {"member": person, "role": "member", "start_date": since}, by=by)
    return len(joining)


def _is_there(tx: "ManagedTransaction", group_id: str, by: Actor) -> bool:
    try:
        organization(tx, group_id, actor=by)
    except NotFound:
        return False
    return True
