"""What can go wrong, in words for the person who must mend it. No HTTP status in here: web/errors.py maps them."""

from collections.abc import Iterable, Mapping


class CrmError(Exception):
    """Anything we refuse or cannot do; the text is a plain sentence for the person who asked."""


class InvalidData(CrmError):
    """What was given cannot be stored. `errors` maps each field to sentences; the field "" is the whole."""

    def __init__(self, errors: Mapping[str, Iterable[str]]) -> None:
        self.errors = {field: list(messages) for field, messages in errors.items()}
        super().__init__(" ".join(message for messages in self.errors.values() for message in messages))


class NotFound(CrmError):
    """There is no such record, or the one who asks may not see it."""


class Conflict(CrmError):
    """Somebody else changed it first, or something built on it stands in the way."""


class Stale(Conflict):
    """Somebody else saved it since the version that the change was made from. `stands`: what a program is told of it
    as it now is."""

    stands: Mapping[str, object] | None = None


class NotAllowed(CrmError):
    """The one who asks may not do this."""


class DatabaseUnavailable(CrmError):
    """The database does not answer now; nothing was changed."""
