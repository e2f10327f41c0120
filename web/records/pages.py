"""A list, a page and a form for each kind of small record, made from its declaration."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.issues.subject_names import named
from crm.errors import NotFound
from crm.interactions.communications import MESSAGE
from crm.learning import files, kinds
from crm.learning.board_reports import board_reports, counted_in_report
from crm.learning.offered import offered
from crm.records import lifecycle
from crm.records.declared import ALWAYS, Record, add_record, change_record, record, records
from crm.records.history import history_of
from crm.records.kinds import ORGANIZATION, PERSON, Field, Kind
from crm.records.permissions import may
from crm.records.record_schema import schema_of
from web.access import EVERYONE, allow
from web.addresses import address_of
from web.bounds import choice_asked, day_asked
from web.context import actor, database
from web.find import resolve
from web.forms import Choice, Form, form_page
from web.messages import saved
from web.records.blueprint import pages
from web.stale_edits import entries_of, keep_changes, opened, typed_as
from web.tables import Column, Table, table_page

KINDS = {MESSAGE.key: MESSAGE, **kinds.KINDS}
SCHEMAS: dict[str, Schema] = {key: schema_of(kind) for key, kind in KINDS.items()}
NOTHING = (None, "")
CHOSEN = ("choice", "choices")  # shapes of fields that a list is narrowed by
WITH_FILES = frozenset(kinds.KINDS) - {"responses", "statements", "old-district-choices"}
PICKED = {
    PERSON: "person",
    ORGANIZATION: "organization",
    "Issue": "issue",
}  # found by typing; other records are chosen from a list


@pages.get("/records")
@allow(*EVERYONE)
def overview() -> str:
    """Every kind that the reader may see, with what it is for and how many there are."""
    seen = [kind for kind in KINDS.values() if may(actor(), "see", kind.permission)]
    counts = {kind.key: len(database().read(records, kind, actor=actor())) for kind in seen}
    return render_template("records/overview.html", kinds=seen, counts=counts)


@pages.get("/records/<kind_key>")
@allow(*EVERYONE)
def listed(kind_key: str) -> AnyResponse:
    """Those of one kind, the latest first; what may be chosen of it, ?since=, ?until= and ?q= narrow it."""
    kind = kind_named(kind_key)
    chosen = [(one, choice_asked(one.name, one.choices)) for one in kind.fields if one.shape in CHOSEN]
    days = day_asked("since") or "", day_asked("until") or ALWAYS[1]
    text = request.args.get("q", "").strip().casefold()[:200]
    found = database().read(records, kind, actor=actor(), days=days)
    shown = [one for one in found if _fits(one, chosen, text)]
    filled = [_shown_where_filled(one, shown) for one in (*columns(kind), *_reported(kind))]
    table = Table(filled, shown, sort=kind.day, name=kind.key, noun=kind.noun, many=kind.plural)
    any_at_all = bool(found or request.args)
    return table_page("records/list.html", table, kind=kind, chosen=chosen, any_at_all=any_at_all)


def columns(kind: Kind) -> Sequence[Column]:
    """A column per field, its own day first, and when it was recorded."""
    day = Column(kind.day, kind.day_label, lambda row: row.day, kind="date", newest_first=True)
    title = Column("title", kind.noun.capitalize(), lambda row: row.title, href=address_of)
    rest = [_column(one) for one in kind.fields if one.name not in kind.titled or len(kind.titled) > 1]
    ends = [Column("end", "Until", lambda row: row.values.get("end"), kind="date")] if kind.lasting else []
    recorded = Column("known_on", "Recorded", lambda row: row.known_on, kind="date")
    return (day, title, *ends, *rest, recorded)


def _reported(kind: Kind) -> Sequence[Column]:
    """Of messages, for those who see the board's meetings, the day of the report to the board that counts them."""
    if kind is not MESSAGE or not may(actor(), "see", "event"):
        return ()
    reports = database().read(board_reports)

    def day_of_report(row: Record) -> str | None:
        found = counted_in_report(row.day, reports)
        return found.on if found else None

    return (Column("board_report", "Counted in the board report of", day_of_report, kind="date"),)


def _column(said: Field) -> Column:
    if said.shape in ("number", "score"):
        return Column(said.name, said.label, lambda row: row.values.get(said.name), kind="number")
    if said.shape == "day":
        return Column(said.name, said.label, lambda row: row.values.get(said.name), kind="date")
    return Column(said.name, said.label, lambda row: row.said(said.name))


def _shown_where_filled(column: Column, rows: Sequence[Record]) -> Column:
    """A column that no row fills takes no room on the page; files have it all the same."""
    return column if any(column.value(row) not in NOTHING for row in rows) else replace(column, on_page=False)


def _fits(one: Record, chosen: Sequence[tuple[Field, str]], text: str) -> bool:
    for field, choice in chosen:
        stored = one.values.get(field.name) or ()
        if choice and choice not in ((stored,) if isinstance(stored, str) else stored):
            return False
    said = " ".join([one.title, *(one.said(field.name) for field in one.kind.fields)]).casefold()
    return text in said


@pages.get("/records/<kind_key>/new")
@allow("staff")
def new(kind_key: str) -> Response:
    """The form; what the address says of a field stands in it already."""
    kind = kind_named(kind_key)
    form = Form.new({kind.day: actor().today})
    form.values |= {name: request.args[name] for name in request.args if name in SCHEMAS[kind_key].fields}
    return _form_page(kind, form)


@pages.post("/records/<kind_key>/new")
@allow("staff")
def add(kind_key: str) -> AnyResponse:
    """Record it; sent twice it is one. Undo takes it out again."""
    kind, form = kind_named(kind_key), Form.sent()
    with form.catching():
        content, file = _understood(kind, form), file_sent() if kind.key in WITH_FILES else None
        said = (kind, form.value("key"), content)
        made = (
            database().write(files.add_with_file, *said, file, by=actor())
            if file
            else database().write(add_record, *said, by=actor())
        )
        added = database().read(record, kind, made, actor=actor())
        undo = url_for("records.delete", kind_key=kind.key, record_id=made)
        return saved(f"Recorded: {added.title}.", address_of(added), undo=undo, fields={"version": added.version})
    return _form_page(kind, form)


def file_sent() -> files.NewFile | None:
    """The file that came with a form, checked; None where none was chosen. Raises InvalidData ("file")."""
    sent = request.files.get("file")
    return files.checked(sent.filename, sent.read()) if sent is not None and sent.filename else None


@pages.get("/records/<kind_key>/<record_id>")
@allow(*EVERYONE)
def one_record(kind_key: str, record_id: str) -> str:
    """What it says, whom it names, when it was recorded by whom, and how it changed."""
    return record_page(kind_named(kind_key), record_id, Form.new())


def record_page(kind: Kind, record_id: str, form: Form) -> str:
    """The page of a record; `form` is that of its file."""
    shown = database().read(record, kind, record_id, actor=actor(), deleted=True)
    history = database().read(history_of, record_id, actor=actor())
    is_reported = kind is MESSAGE and may(actor(), "see", "event")
    return render_template(
        "records/record.html",
        record=shown,
        kind=kind,
        history=history,
        form=form,
        may_have_file=kind.key in WITH_FILES,
        is_reported=is_reported,
        board_report=counted_in_report(shown.day, database().read(board_reports)) if is_reported else None,
    )


@pages.get("/records/<kind_key>/<record_id>/edit")
@allow("staff")
def edit(kind_key: str, record_id: str) -> Response:
    """The same form, filled in."""
    kind = kind_named(kind_key)
    there = database().read(record, kind, record_id, actor=actor())
    return _form_page(kind, _filled(there), there)


@pages.post("/records/<kind_key>/<record_id>/edit")
@allow("staff")
def keep(kind_key: str, record_id: str) -> AnyResponse:
    """Keep the changes; where somebody else saved meanwhile, show what they wrote beside what was typed."""
    kind, form = kind_named(kind_key), Form.sent()
    there = database().read(record, kind, record_id, actor=actor())

    def save_as_of(version: int) -> None:
        content = form.load(SCHEMAS[kind.key])
        database().write(change_record, kind, record_id, content, version=version, by=actor())

    def standing() -> Form:
        return _filled(database().read(record, kind, record_id, actor=actor()))

    with form.catching():
        _resolve(kind, form)
        keep_changes(form, standing, entries_of(kind), save_as_of, record_id)
        return saved("Your changes are saved.", address_of(there))
    return _form_page(kind, form, there)


@pages.post("/records/<kind_key>/<record_id>/delete")
@allow("staff")
def delete(kind_key: str, record_id: str) -> AnyResponse:
    """Take it out of every list; undo brings it back."""
    kind = kind_named(kind_key)
    title = database().write(lifecycle.delete, kind, record_id, version=_version(Form.sent()), by=actor())
    undo = url_for("records.restore", kind_key=kind.key, record_id=record_id)
    return saved(f"Deleted: {title}.", url_for("records.listed", kind_key=kind.key), undo=undo)


@pages.post("/records/<kind_key>/<record_id>/restore")
@allow("staff")
def restore(kind_key: str, record_id: str) -> AnyResponse:
    """Bring it back."""
    kind = kind_named(kind_key)
    database().write(lifecycle.restore, kind, record_id, by=actor())
    back = database().read(record, kind, record_id, actor=actor())
    return saved(f"Brought back: {back.title}.", address_of(back))


def kind_named(key: str) -> Kind:
    """The kind of this address. Raises NotFound, also where the reader may not see it."""
    kind = KINDS.get(key)
    if kind is None or not may(actor(), "see", kind.permission):
        raise NotFound("There is no such page.")
    return kind


def _filled(there: Record) -> Form:
    """The form of a record as it stands, each field as it is typed."""
    form = Form.new({one.name: typed_as(one, there.values.get(one.name)) for one in there.kind.properties})
    for part in there.kind.parts:
        form.pick(part.name, [Choice(link.id, link.name) for link in there.links.get(part.name, ())])
    return opened(form, entries_of(there.kind), there.version)


def _understood(kind: Kind, form: Form) -> Any:
    """What the form says. Raises InvalidData."""
    _resolve(kind, form)
    return form.load(SCHEMAS[kind.key])


def _resolve(kind: Kind, form: Form) -> None:
    """Names typed without scripts become what they name. Raises InvalidData."""
    for part in kind.parts:
        if kinds := [PICKED[label] for label in part.of if label in PICKED]:
            resolve(form, part.name, kinds)


def _form_page(kind: Kind, form: Form, there: Record | None = None) -> Response:
    lists: dict[str, list[tuple[str, str]]] = {
        part.name: database().read(offered, part.of[0]) for part in kind.parts if part.of[0] not in PICKED
    }
    _name_the_picked(kind, form)
    takes_file = there is None and kind.key in WITH_FILES
    return form_page("records/form.html", form, kind=kind, record=there, lists=lists, takes_file=takes_file)


def _name_the_picked(kind: Kind, form: Form) -> None:
    """Chips for people and bodies that the address named by id alone."""
    for part in kind.parts:
        if part.of[0] in PICKED and form.listed(part.name) and not form.listed(f"{part.name}_name"):
            names = database().read(named, form.listed(part.name))
            form.pick(part.name, [Choice(one.id, one.name) for one in names])


def _version(form: Form) -> int:
    return int(form.value("version")) if form.value("version").isdigit() else 0
