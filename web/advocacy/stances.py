"""Stances' pages: the form that records one, with its source, and taking one back."""

from typing import TYPE_CHECKING

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.subject_names import Named, named
from crm.advocacy.stances.stances import NewPositionSchema, record_stance, restore_stance, retract_stance
from crm.vocabulary import CERTAINTIES, SOURCE_KINDS, STANCES, words_of
from web.access import allow, allow_to
from web.advocacy.blueprint import pages
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.security import safe_next

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

HOLDERS = ("person", "organization", "committee")
SUBJECTS = ("issue", "bill")
PICKERS = {"holder": HOLDERS, "subject": SUBJECTS}


@pages.get("/positions/new")
@allow("staff")
def new_stance() -> Response:
    """The form for a stance, with the person or body and the subject that the page before it was about."""
    form = Form.new({"on": actor().today, "certainty": "likely", "next": request.args.get("next", "")})
    _prefill(form)
    return _stance_form(form)


@pages.post("/positions/new")
@allow_to("add", "stance")
def take_stance() -> AnyResponse:
    """Record a stance, once however often it is sent."""
    form = Form.sent()
    with form.catching():
        resolve(form, "holder", HOLDERS)
        resolve(form, "subject", ("issue", "bill"))
        new = form.load(NewPositionSchema())
        made = database().write(record_stance, new, by=actor())
        undo = url_for("advocacy.take_back", position_id=made)
        back = safe_next(form.value("next"), _subject_page(new.subject))
        return saved("The stance is recorded.", back, undo=undo, fields={"next": back})
    return _stance_form(form)


@pages.post("/positions/<position_id>/retract")
@allow_to("delete", "stance")
def take_back(position_id: str) -> AnyResponse:
    """Take a stance back; undo restores it."""
    database().write(retract_stance, position_id, by=actor())
    back = safe_next(request.form.get("next"), url_for("advocacy.listed_issues"))
    undo = url_for("advocacy.bring_back", position_id=position_id)
    return saved("The stance was taken back.", back, undo=undo, fields={"next": back})


@pages.post("/positions/<position_id>/restore")
@allow_to("delete", "stance")
def bring_back(position_id: str) -> AnyResponse:
    """Undo taking a stance back."""
    database().write(restore_stance, position_id, by=actor())
    return saved("The stance counts again.", safe_next(request.form.get("next"), url_for("advocacy.listed_issues")))


def _prefill(form: Form) -> None:
    """Fill the pickers, and where it comes from, as the address says: ?holder=&subject=&from=."""
    asked = {name: request.args.get(name, "") for name in PICKERS}
    names = database().read(_named, [one for one in asked.values() if one])
    for name, record_id in asked.items():
        if record_id in names:
            form.pick(name, [Choice(record_id, names[record_id].name)])
    if request.args.get("from"):
        form.values |= {"arose_from": request.args["from"], "source_kind": request.args.get("kind", "interaction")}
    if request.args.get("stance"):
        form.values["stance"] = request.args["stance"]


def _named(tx: "ManagedTransaction", ids: list[str]) -> dict[str, Named]:
    return {one.id: one for one in named(tx, ids)}


def typed_kinds() -> dict[str, str]:
    """The kinds of source that are typed; a contact and a vote are sources that are on record already."""
    return words_of({key: kind for key, kind in SOURCE_KINDS.items() if kind.typed})


def _stance_form(form: Form) -> Response:
    kinds = words_of(SOURCE_KINDS) if form.value("arose_from") else typed_kinds()
    return form_page("advocacy/stance_new.html", form, stances=words_of(STANCES), certainties=CERTAINTIES, kinds=kinds)


def _subject_page(subject_id: str) -> str:
    """The page of an issue or bill."""
    found = database().read(_named, [subject_id])
    kind = found[subject_id].kind if subject_id in found else "Issue"
    if kind == "Bill":
        return url_for("advocacy.one_bill", bill_id=subject_id)
    return url_for("advocacy.one_issue", issue_id=subject_id)
