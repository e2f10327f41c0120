"""Forms: what was typed, what is wrong with it, and the way from a request to a loaded schema.

    form = Form.sent()
    with form.catching():
        new = form.load(InteractionSchema())
        made = database().write(log_contact, new, by=actor())
        return saved("Contact logged.", url_for(...))
    return form_page("interactions/log.html", form)

Nothing typed is lost: an invalid form is shown again with its values, its errors beside the fields and summed on top,
and status 422.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, render_template, request
from marshmallow import Schema, ValidationError, fields

from crm.errors import InvalidData
from crm.records.sent_again import SavedBefore
from web.bounds import whole_number

# Marshmallow's own sentences, for schemas that give none of theirs.
PLAIN = {
    "Missing data for required field.": "Fill this in.",
    "Field may not be null.": "Fill this in.",
    "Not a valid integer.": "Write a whole number.",
    "Not a valid number.": "Write a number.",
    "Not a valid boolean.": "Choose yes or no.",
    "Not a valid string.": "Write a text.",
    "Not a valid date.": "Write a date like 3/12/2026.",
    "Not a valid URL.": "Write an address that begins with https://.",
    "Not a valid email address.": "Write an e-mail address like ann.reed@example.org.",
    "Not a valid UUID.": "Choose one from the list.",
    "Unknown field.": "This field is not known here.",
}


@dataclass(frozen=True)
class Choice:
    """A record that a picker holds, or offers where scripts are off."""

    id: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else wrote in a field meanwhile; `taken` into the form, or it still holds what was typed."""

    name: str
    label: str
    wrote: str
    taken: bool


@dataclass
class Form:
    """Values by field name (a text, or several), errors by field name, and the key that makes saving twice one.

    `offered` holds, per picker, what a text typed without scripts may mean (see web/find.py); `meanwhile` what
    somebody else changed since the form was opened (see web/stale_edits.py).
    """

    values: dict[str, str | list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[Choice]] = field(default_factory=dict)
    meanwhile: list[Meanwhile] = field(default_factory=list)

    @classmethod
    def sent(cls) -> "Form":
        """The form of this request. Fields sent several times stay lists."""
        lists = request.form.to_dict(flat=False)
        return cls({name: held[0] if len(held) == 1 else held for name, held in lists.items()})

    @classmethod
    def new(cls, values: Mapping[str, object] | None = None) -> "Form":
        """A form to be filled in, with these values to begin with. It has a fresh key."""
        shown = {name: _shown(value) for name, value in (values or {}).items() if value is not None}
        return cls({"key": str(uuid.uuid4()), **shown})

    def value(self, name: str, otherwise: str = "") -> str:
        """The text in a field."""
        held = self.values.get(name, otherwise)
        return held if isinstance(held, str) else (held[-1] if held else otherwise)

    def whole(self, name: str, otherwise: int = 0) -> int:
        """The whole number in a field."""
        return whole_number(self.value(name), otherwise)

    def listed(self, name: str) -> list[str]:
        """Every value of a field that may have several."""
        held = self.values.get(name, [])
        return [held] if isinstance(held, str) else list(held)

    def picked(self, name: str) -> list[Choice]:
        """What a picker holds: the ids in `name` beside the names in `name_name`."""
        ids, names = self.listed(name), self.listed(f"{name}_name")
        return [Choice(one, names[n] if n < len(names) else one) for n, one in enumerate(ids) if one]

    def pick(self, name: str, choices: Iterable[Choice]) -> None:
        """Fill a picker."""
        chosen = list(choices)
        self.values |= {name: [one.id for one in chosen], f"{name}_name": [one.name for one in chosen]}

    def is_on(self, name: str, option: str = "true") -> bool:
        """Whether a box or an option is chosen."""
        return option in self.listed(name)

    def error(self, name: str) -> str:
        """The sentences beside a field, or nothing."""
        return " ".join(self.errors.get(name, []))

    def load(self, schema: Schema) -> Any:
        """What the schema makes of the form. Blank fields count as left out. Raises InvalidData."""
        data: dict[str, object] = {}
        for name, declared in schema.load_fields.items():
            key = declared.data_key or name
            if isinstance(declared, fields.List):
                held: object = [one for one in self.listed(key) if one.strip()]
            else:
                held = self.value(key).strip()
            if held:
                data[key] = held
        return load(schema, data)

    def catching(self) -> "Catching":
        """Keep what InvalidData says as this form's errors, so that the view goes on to show it again."""
        return Catching(self)


@dataclass(frozen=True)
class Catching:
    """The `with` block of Form.catching."""

    form: Form

    def __enter__(self) -> Form:
        return self.form

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> bool:
        if isinstance(problem, SavedBefore):
            self.form.errors = {"": [str(problem)]}
        elif isinstance(problem, InvalidData):
            self.form.errors = problem.errors
        else:
            return False
        return True


def load(schema: Schema, data: Mapping[str, object]) -> Any:
    """What the schema makes of the data. Raises InvalidData with a sentence per field."""
    try:
        return schema.load(data)
    except ValidationError as problem:
        messages = problem.messages if isinstance(problem.messages, dict) else {"": problem.messages}
        raise InvalidData({_field(name): _sentences(said) for name, said in messages.items()}) from None


def form_page(template: str, form: Form, **context: object) -> Response:
    """The page with the form: status 422 when something in it needs mending."""
    return make_response(render_template(template, form=form, **context), 422 if form.errors else 200)


def _field(name: object) -> str:
    return "" if name == "_schema" else str(name)


def _sentences(said: object) -> list[str]:
    """Messages as a flat list: those of list items and nested schemas come in mappings."""
    if isinstance(said, Mapping):
        return [one for inner in said.values() for one in _sentences(inner)]
    listed = said if isinstance(said, list) else [said]
    return [PLAIN.get(str(one), str(one)) for one in listed]


def _shown(value: object) -> str | list[str]:
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return "true" if value is True else "" if value is False else str(value)
