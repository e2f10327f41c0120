"""Who was reached where a message, or an invitation, went to everybody of a kind: worked out for that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crm.plan.evidence import Membership, Post
from crm.plan.evidence_shapes import Lasting
from crm.plan.evidence_terms import LEGISLATOR, SUPERINTENDENT

ALL_LEGISLATORS, ALL_MEMBERS = "all legislators", "all members"


@dataclass(frozen=True)
class Everybody:
    """The posts and memberships from which everybody of a kind on a day follows."""

    posts: Sequence[Post]
    memberships: Sequence[Membership]

    def of(self, groups: Iterable[str], day: date) -> frozenset[str]:
        """The people of these groups on a day; a group that is not known has nobody."""
        people: set[str] = set()
        for group in groups:
            if group == ALL_LEGISLATORS:
                people |= {post.person for post in self.posts if post.role == LEGISLATOR and _holds(post, day)}
            elif group == ALL_MEMBERS:
                districts = {one.district for one in self.memberships if _holds(one, day)}
                people |= {
                    post.person
                    for post in self.posts
                    if post.role == SUPERINTENDENT and post.body in districts and _holds(post, day)
                }
        return frozenset(people)


def _holds(lasting: Lasting, day: date) -> bool:
    return lasting.day <= day and (lasting.end is None or day <= lasting.end.day)
