"""A write that is sent twice. Its client-made key finds what the first one made; the key is not the content.

The same content is the same record. Other content is refused, so that what was typed is kept where it was typed; what
was deleted since, or is somebody else's, is never taken for what was sent. Each record keeps a digest of what it was
made from (`made_from`), in the transaction that makes it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from crm.errors import Conflict
from crm.records.actor import Actor

MADE_ANEW = frozenset({"id", "key", "version"})  # with each form that is loaded, or that the record changes itself


class SavedBefore(Conflict):
    """The key was used for something else before; a form that is told so keeps what was typed."""


SOMEBODY_ELSE = "This was saved before by somebody else. Open the form again, then save."
DELETED = (
    "What this form saved before has been deleted since, so nothing was saved now. Bring it back where it was deleted, "
    "or open the form anew."
)
OTHERWISE = (
    "This form was saved before, with other content. To change what was saved, open it and edit it; to record "
    "something else, open the form anew. What you typed is still here."
)


def content_of(new: object, apart_from: Collection[str] = MADE_ANEW) -> str:
    """A digest of what is sent: a dataclass, or values by name."""
    values = asdict(new) if is_dataclass(new) and not isinstance(new, type) else new
    text = json.dumps(_without(values, apart_from), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _without(value: object, names: Collection[str]) -> object:
    if isinstance(value, Mapping):
        return {name: _without(inner, names) for name, inner in value.items() if name not in names}
    return [_without(inner, names) for inner in value] if isinstance(value, list | tuple) else value


def check(found: Mapping[str, Any], content: str, *, by: Actor) -> None:
    """Raise SavedBefore unless what the key found is what is sent now, by the same account. Of it are given
    `recorded_by`, `made_from` and `gone`, when it was deleted."""
    if found["recorded_by"] != by.user_id:
        raise SavedBefore(SOMEBODY_ELSE)
    if found["gone"] is not None:
        raise SavedBefore(DELETED)
    if found["made_from"] != content:
        raise SavedBefore(OTHERWISE)
