"""The gate of a declared kind: the marshmallow schema that a form, the API and a command load it through."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from crm.fields import Day, Dollars, Ids, TimeOfDay
from crm.records.kinds import Field, Kind

LONGEST_LINE, LONGEST_TEXT, MOST_NAMED = 300, 10_000, 500
WEB = r"^https?://\S+$"


class Words(fields.Field[list[str]]):
    """Short words, in one text separated by commas or semicolons, or as a list; each once, in the order given."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[str]:
        if isinstance(value, list) and not all(isinstance(word, str) for word in value):
            raise ValidationError("Write words, separated by commas.")
        text = ";".join(value) if isinstance(value, list) else str(value)
        if len(text) > LONGEST_TEXT:
            raise ValidationError("This is too long.")
        given = [" ".join(word.split()) for word in text.replace(",", ";").split(";")]
        words: dict[str, str] = {}
        for word in filter(None, given):
            words.setdefault(word.casefold(), word)
        if any(len(word) > LONGEST_LINE for word in words.values()):
            raise ValidationError(f"Keep each of them under {LONGEST_LINE} characters.")
        return list(words.values())


def schema_of(kind: Kind) -> Schema:
    """What may be said of a record of this kind; everything else is refused."""
    gates = {one.name: _gate(one) for one in (*kind.properties, *kind.parts)}
    made: Schema = Schema.from_dict(gates, name=f"{kind.label}Schema")()
    return made


def _gate(said: Field) -> Any:
    lacking: dict[str, Any] = (
        {"required": True, "error_messages": {"required": said.needed}}
        if said.needed
        else {"load_default": _nothing(said)}
    )
    if said.shape == "record":
        most = MOST_NAMED if said.many else 1
        least = 1 if said.needed else 0
        message = said.needed if said.needed else "Choose one, not several."
        return Ids(**lacking, validate=validate.Length(least, most, error=message))
    if said.shape == "day":
        return Day(**lacking, allow_none=not said.needed)
    if said.shape == "dollars":
        return Dollars(**lacking, allow_none=True)
    if said.shape == "time":
        return TimeOfDay(**lacking, allow_none=True)
    if said.shape == "number":
        sentence = f"Write a whole number from {said.least} to {said.most}."
        return fields.Integer(
            **lacking, allow_none=not said.needed, validate=validate.Range(said.least, said.most, error=sentence)
        )
    if said.shape == "score":
        sentence = f"Write a number from {said.least} to {said.most}."
        return fields.Float(
            **lacking, allow_none=not said.needed, validate=validate.Range(said.least, said.most, error=sentence)
        )
    if said.shape == "yes":
        return fields.Boolean(load_default=False)
    if said.shape == "words":
        return Words(**lacking)
    if said.shape == "choices":
        one = fields.String(validate=validate.OneOf(tuple(said.choices), error="Choose from the list."))
        return fields.List(one, **lacking, validate=validate.Length(1 if said.needed else 0, error=said.needed))
    return fields.String(**lacking, validate=_checks(said))


def _nothing(said: Field) -> Any:
    return {"record": (), "words": [], "choices": []}.get(said.shape, "" if said.shape in ("line", "text") else None)


def _checks(said: Field) -> list[Any]:
    if said.shape == "choice":
        allowed = tuple(said.choices) if said.needed else ("", *said.choices)
        return [validate.OneOf(allowed, error=said.needed or "Choose from the list.")]
    if said.shape == "address":
        return [validate.Regexp(WEB, error="Write an address that begins with https://."), validate.Length(max=500)]
    longest = LONGEST_TEXT if said.shape == "text" else LONGEST_LINE
    checks: list[Any] = [validate.Length(max=longest, error=f"Keep it under {longest:,} characters.")]
    return [*checks, validate.Length(min=1, error=said.needed)] if said.needed else checks
