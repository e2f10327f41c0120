"""What a rule's parameters may be in a plan's file: each kind of value has a reader that says what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from crm.plan.conditions import OWN, SPANS
from crm.plan.evidence_terms import ROLES
from crm.plan.periods import LENGTHS
from crm.plan.rules import RULES
from crm.plan.rules.counting import DISTINCT
from crm.plan.selecting import BODY_SETS, DATES, KINDS, LINKS, PREDICATES
from crm.plan.sets import SETS
from crm.plan.settings import BY_KEY

LONGEST_TEXT = 1_000
OWN_PARAMETERS = {"touch": "within", "touch of a partner": "within", "member and board seats": "seats"}


def is_text(value: Any) -> bool:
    """Whether a value is a text of a sensible length."""
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= LONGEST_TEXT


def parameter_faults(rule: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = RULES[rule]
    takes = {**kind.needed, **kind.optional}
    for key, value in parameters.items():
        if key not in takes:
            takes_words = ", ".join(takes) or "no parameters"
            yield key, f"The rule “{rule}” has no parameter “{key}”. It takes: {takes_words}."
        else:
            for message in _value_faults(takes[key], value):
                yield key, f"{key}: {message}"
    for key in kind.needed:
        if key not in parameters:
            yield "rule", f"The rule “{rule}” needs “{key}”."
    if rule == "per period" and ("every" in parameters) == ("cadence" in parameters):
        yield "rule", "The rule “per period” needs either “every” or “cadence”."
    if rule == "each per period" and {"counts", "through"} <= parameters.keys():
        for message in _selectors(parameters["counts"], linked=str(parameters["through"])):
            yield "through", message
    if rule == "coverage" and ("needs" in parameters) != ("without" in parameters):
        yield "rule", "“needs” and “without” (what to say when it is not there) go together."
    if rule == "coverage by" and _has_no_history(parameters.get("covered")):
        yield "covered", f"“coverage by” knows the history of: {', '.join(f'has = “{name}”' for name in SPANS)}."


def _has_no_history(covered: Any) -> bool:
    return isinstance(covered, Mapping) and covered.get("has") not in SPANS


def _value_faults(takes: str, value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("$"):
        setting = BY_KEY.get(value[1:])
        if setting is None:
            yield f"there is no setting “{value[1:100]}”."
        elif setting.kind not in _SETTING_KINDS.get(takes, ()):
            yield f"the setting “{setting.key}” is {setting.kind}, and cannot stand here."
        return
    yield from _READERS[takes](value)


_SETTING_KINDS = {
    "words": ("words",),
    "count": ("count", "days"),
    "share": ("share",),
    "period": ("choice",),
    "cadence": ("choice",),
    "date": ("date",),
}


def _one_of(known: Any, what: str) -> Callable[[Any], Iterator[str]]:
    def read(value: Any) -> Iterator[str]:
        if not isinstance(value, str) or value not in known:
            yield f"“{str(value)[:100]}” is not {what}. Known are: {', '.join(known)}."

    return read


def _date(value: Any) -> Iterator[str]:
    if not isinstance(value, date) or not 1900 <= value.year <= 2199:
        yield "write a day, such as 2021-12-31, without quotes."


def _count(value: Any) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
        yield "write a whole number from 0 to 10,000."


def _share(value: Any) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        yield "write a share above 0 and up to 1."


def _text(value: Any) -> Iterator[str]:
    if not is_text(value):
        yield "write a text."


def _words(value: Any) -> Iterator[str]:
    words = [value] if isinstance(value, str) else value
    if not isinstance(words, list) or not words or not all(is_text(word) for word in words):
        yield "write a word, or several in brackets."


def _yes_or_no(value: Any) -> Iterator[str]:
    if not isinstance(value, bool):
        yield "write true or false."


def _roles(value: Any) -> Iterator[str]:
    for role in value if isinstance(value, list) else [value]:
        yield from _one_of(ROLES, "a role")(role)


def _bodies(value: Any) -> Iterator[str]:
    if not (isinstance(value, str) and value in BODY_SETS):
        yield from _words(value)


def _selector(value: Any, *, linked: str = "") -> Iterator[str]:
    if not isinstance(value, Mapping) or value.get("of") not in KINDS:
        yield f"say of which kind of record: of = one of {', '.join(KINDS)}."
        return
    kind = value["of"]
    for word, wanted in value.items():
        if word == "dated":
            if wanted not in DATES or DATES[wanted][0] != kind:
                yield f"a {kind} is not dated “{str(wanted)[:100]}”."
        elif word == "first_per":
            if wanted != "event" or kind not in LINKS["event"][0]:
                yield "first_per can only be “event”, for what belongs to one."
        elif word != "of":
            condition = PREDICATES.get(word)
            if condition is None or kind not in condition.of:
                yield f"a {kind} has no “{word}”."
            else:
                for message in _value_faults(condition.takes, wanted):
                    yield f"{word}: {message}"
    if linked and linked != "id" and (linked not in LINKS or kind not in LINKS[linked][0]):
        yield f"a {kind} is not linked through “{linked[:100]}”."


def _selectors(value: Any, *, linked: str = "") -> Iterator[str]:
    selectors = value if isinstance(value, list) and value else [value]
    for selector in selectors:
        yield from _selector(selector, linked=linked)


def _set(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _selector(value)
    elif isinstance(value, list):
        yield from _words(value)
    elif value not in SETS and value not in BODY_SETS:
        yield f"there is no set “{str(value)[:100]}”. The sets are: {', '.join((*SETS, *BODY_SETS))}."


def _conditions(value: Any) -> Iterator[str]:
    conditions = value if isinstance(value, list) and value else [value]
    for condition in conditions:
        if not isinstance(condition, Mapping):
            yield "write a condition in braces."
        elif "has" in condition:
            yield from _own_condition(condition)
        else:
            yield from _linked_condition(condition)


def _own_condition(condition: Mapping[str, Any]) -> Iterator[str]:
    own = condition["has"]
    if not isinstance(own, str) or own not in OWN:
        yield f"there is no condition “{str(own)[:100]}”. The conditions are: {', '.join(OWN)}."
        return
    takes = OWN_PARAMETERS.get(own)
    if condition.keys() - {"has"} != ({takes} if takes else set()):
        yield f"the condition “{own}” takes {takes or 'nothing else'}."
    elif takes:
        yield from _value_faults("count", condition[takes])


def _linked_condition(condition: Mapping[str, Any]) -> Iterator[str]:
    if condition.keys() - {"counts", "through", "within"} or not {"counts", "through"} <= condition.keys():
        yield "a condition has counts and through, and perhaps within; or has."
        return
    yield from _selectors(condition["counts"], linked=str(condition["through"]))
    if "within" in condition:
        yield from _value_faults("count", condition["within"])


def _checks(value: Any) -> Iterator[str]:
    if not isinstance(value, list) or not value:
        yield "write at least one check."
        return
    for check in value:
        if not isinstance(check, Mapping) or not is_text(check.get("name")):
            yield "a check has a name, a set and what covers it."
            continue
        if check.keys() - {"name", "set", "covered", "least"} or not {"set", "covered"} <= check.keys():
            yield f"the check “{check['name']}” has a name, a set and covered, and perhaps least."
            continue
        yield from _set(check["set"])
        yield from _conditions(check["covered"])
        yield from _count(check.get("least", 0))


_READERS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "date": _date,
    "count": _count,
    "share": _share,
    "text": _text,
    "words": _words,
    "yes or no": _yes_or_no,
    "roles": _roles,
    "bodies": _bodies,
    "selectors": _selectors,
    "set": _set,
    "conditions": _conditions,
    "checks": _checks,
    "link": _one_of(tuple(LINKS), "a link"),
    "period": _one_of(LENGTHS, "a period"),
    "distinct": _one_of(tuple(DISTINCT), "something to count"),
    "first day": _one_of(("first day",), "a day of the period"),
    "cadence": _one_of((), "a setting"),
}
