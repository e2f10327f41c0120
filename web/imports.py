"""Imports: choose a file, see what it will change, decide what only a person can, import, look back, undo."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from marshmallow import Schema, fields, pre_load, validate
from werkzeug.wrappers import Response as AnyResponse

from crm.advocacy.council.council_seats import home
from crm.errors import InvalidData, NotFound
from crm.fields import Day
from crm.imports import batches, chunked_runs, undoing
from crm.imports.drafts import Choice
from crm.imports.import_plan import CHANGED, ENDED, LinkChange, NodeChange, Plan, open_questions
from crm.imports.refused_rows import refusals
from crm.learning.offered import offered
from crm.records import history
from crm.stakeholders.chambers import our_state
from importers import states
from importers.newest import PUBLIC_FILES
from importers.sources import KINDS, Kind
from importers.upload import LARGEST_ARCHIVE, LARGEST_FILE, Upload, opened
from web.access import allow
from web.context import actor, database, settings, site, today
from web.first_day import setting_up
from web.forms import Form, form_page
from web.import_jobs import FAILED, WORKING, Job, Jobs
from web.messages import saved
from web.tables import XLSX

pages = Blueprint("imports", __name__, url_prefix="/imports")

SHORT_SECONDS = 2.0
SHOWN = 200  # rows of a long list on the page; the rest is counted
UNSHOWN = history.UNSHOWN | {"source", "as_of", "key_name", "importer", "batch_id"}


class UploadSchema(Schema):
    """What is said beside a file."""

    as_of = Day(required=True)
    state = fields.String(load_default="", validate=validate.Length(max=40))
    resa = fields.String(load_default="", validate=validate.Length(max=60))
    organization = fields.String(load_default="", validate=validate.Length(max=160))
    bills = fields.String(load_default="", validate=validate.Length(max=1000))
    event = fields.String(load_default="", validate=validate.Length(max=64))
    survey = fields.String(load_default="", validate=validate.Length(max=64))


class FetchSchema(Schema):
    """What is said when the newest file is fetched."""

    state = fields.String(
        required=True,
        validate=validate.OneOf(states.CODES, error="Write the two letters of the state, such as MS."),
        error_messages={"required": "Write the two letters of the state, such as MS."},
    )

    @pre_load
    def _in_capitals(self, data: Mapping[str, Any], **_: object) -> dict[str, Any]:
        return {name: value.upper() if isinstance(value, str) else value for name, value in data.items()}


def jobs() -> Jobs:
    """The imports under way on this site."""
    if "imports" not in current_app.extensions:
        current_app.extensions["imports"] = Jobs(settings().data_dir / "imports", site().database)
    return cast(Jobs, current_app.extensions["imports"])


@pages.get("")
@allow("staff")
def overview() -> str:
    """What can be imported, what waits, and what was imported."""
    past = database().read(batches.batches)
    return render_template("imports/overview.html", kinds=KINDS, past=past, waiting=jobs().all())


@pages.get("/new/<kind>")
@allow("staff")
def new(kind: str) -> Response:
    """The form for one kind of file."""
    found = _kind(kind)
    form = Form.new({"as_of": today().isoformat(), **_unsaid(found)})
    form.values |= {option.name: request.args[option.name] for option in found.options if option.name in request.args}
    return _new_page(form, found)


@pages.post("/new/<kind>")
@allow("staff")
def upload(kind: str) -> AnyResponse:
    """Keep the file and begin its preview."""
    form = Form.sent()
    with form.catching():
        said = form.load(UploadSchema(unknown="exclude"))
        job = jobs().add(_kind(kind).name, _file(), as_of=said.pop("as_of"), options=said, by=actor())
        return redirect(url_for("imports.one", job_id=job.id), 303)
    return _new_page(form, _kind(kind))


@pages.post("/new/<kind>/newest")
@allow("staff")
def newest(kind: str) -> AnyResponse:
    """Fetch the newest public file of a kind, and preview it like any other."""
    public = PUBLIC_FILES.get(_kind(kind).name)
    if public is None:
        raise NotFound("There is no public file of this kind.")
    form = Form.sent()
    with form.catching():
        said = form.load(FetchSchema(unknown="exclude"))
        address = getattr(settings(), public.setting)
        job = jobs().fetch(kind, address, as_of=today().isoformat(), options=said, by=actor())
        return redirect(url_for("imports.one", job_id=job.id), 303)
    return _new_page(form, _kind(kind))


@pages.get("/<job_id>")
@allow("staff")
def one(job_id: str) -> AnyResponse:
    """An import, however far it is: at work, to be looked over, to be mended, or made."""
    try:
        job = jobs().job(job_id)
    except NotFound:
        return _made(job_id)
    if job.state == WORKING:
        return _no_store(render_template("imports/working.html", job=job, kind=KINDS[job.kind]))
    if job.undoing:
        jobs().discard(job_id)
        return _made(job_id, said=job.errors[""])
    plan = jobs().plan(job_id)
    if job.state == FAILED:
        form = Form.new({**job.options, "as_of": job.as_of})
        form.errors = {name: list(said) for name, said in job.errors.items()}
        return _new_page(form, KINDS[job.kind], job)
    if plan is None:
        jobs().preview(job_id)
        return redirect(url_for("imports.one", job_id=job_id), 303)
    return _no_store(_preview(job, plan))


@pages.get("/<job_id>.json")
@allow("staff")
def progress(job_id: str) -> Response:
    """How far the work is, for the page that waits for it."""
    try:
        job = jobs().job(job_id)
    except NotFound:
        database().read(batches.batch, job_id)
        return jsonify(working=False, step="", percent=100)
    return jsonify(working=job.state == WORKING, step=job.step, percent=job.percent)


@pages.post("/<job_id>/mend")
@allow("staff")
def mend(job_id: str) -> AnyResponse:
    """Preview again with what was corrected, and with another file where one is given."""
    job = jobs().job(job_id)
    form = Form.sent()
    with form.catching():
        said = form.load(UploadSchema(unknown="exclude"))
        if request.files.get("file") or not job.has_file:
            jobs().replace_file(job_id, _file())
        jobs().preview(job_id, as_of=said.pop("as_of"), options=said)
        return redirect(url_for("imports.one", job_id=job_id), 303)
    return _new_page(form, KINDS[job.kind], job)


@pages.get("/new/<kind>/template")
@allow("staff")
def template(kind: str) -> AnyResponse:
    """The workbook to fill in, where a kind of file has one."""
    make = _kind(kind).template
    if make is None:
        raise NotFound("There is no template for this kind of file.")
    headers = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    return Response(make(), mimetype=XLSX, headers=headers)


@pages.post("/<job_id>/decide")
@allow("staff")
def decide(job_id: str) -> AnyResponse:
    """Keep answers, one by one or one for a whole group, and preview again with them."""
    job, plan = jobs().job(job_id), jobs().plan(job_id)
    asked = plan.choices if plan else ()
    group, answer = request.form.get("group"), request.form.get("answer", "")
    if group:
        answers = {choice.id: answer for choice in asked if choice.group == group}
    else:
        answers = {choice.id: request.form[choice.id] for choice in asked if request.form.get(choice.id)}
    jobs().preview(job_id, decisions={**job.decisions, **answers})
    return redirect(url_for("imports.one", job_id=job_id), 303)


@pages.post("/<job_id>/apply")
@allow("staff")
def apply(job_id: str) -> AnyResponse:
    """Import what was shown."""
    jobs().apply(job_id, shown=request.form.get("shown", ""), by=actor())
    return redirect(url_for("imports.one", job_id=job_id), 303)


@pages.post("/<job_id>/discard")
@allow("staff")
def discard(job_id: str) -> AnyResponse:
    """Give an import up; its file is deleted."""
    jobs().refuse_running(job_id)
    job = jobs().job(job_id)
    jobs().discard(job_id)
    return saved(f"{job.file} was discarded. Nothing was imported.", url_for("imports.overview"))


@pages.post("/<job_id>/undo")
@allow("staff")
def undo(job_id: str) -> AnyResponse:
    """Take an import back, whole. A small one is taken back by the time its page is shown again."""
    jobs().undo(database().read(batches.batch, job_id), by=actor())
    jobs().wait(job_id, SHORT_SECONDS)
    return redirect(url_for("imports.one", job_id=job_id), 303)


def _new_page(form: Form, kind: Kind, job: Job | None = None) -> Response:
    """The form for a file; where the newest one is public, the button that fetches it, and how to do so by hand."""
    public = PUBLIC_FILES.get(kind.name)
    address = getattr(settings(), public.setting) if public else ""
    lists = {option.name: database().read(offered, option.of) for option in kind.options if option.of}
    state = (_our_state() or "").upper() if public else ""
    more = {"public": public, "host": urlsplit(address).netloc, "state": state if state in states.CODES else ""}
    return form_page("imports/new.html", form, kind=kind, job=job, lists=lists, **more)


def _unsaid(kind: Kind) -> dict[str, str]:
    """What the options are where nobody says otherwise: the state whose legislature is here, else the one that the
    association is named for."""
    return kind.unsaid(_our_state())


def _our_state() -> str | None:
    known = database().read(our_state)
    if known:
        return known
    try:
        return states.named_in(database().read(home).name)
    except NotFound:
        return None


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound("There is no such kind of import.")
    return KINDS[name]


def _file() -> Upload:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidData({"file": ["Choose the file to import."]})
    name = sent.filename.replace("\\", "/").rpartition("/")[2][:120]
    content = sent.read()
    sent.close()
    return opened(Upload(name, content), limit=LARGEST_ARCHIVE if name.lower().endswith(".zip") else LARGEST_FILE)


def _made(batch_id: str, said: Sequence[str] = ()) -> AnyResponse:
    """The report of an import that was made; `said` is why it could not be undone just now. Raises NotFound.

    What stands in the way of undoing a large import takes long to find out; it is said when somebody tries.
    """
    found = database().read(batches.batch, batch_id)
    look = found.state == "done" and found.size <= chunked_runs.AT_ONCE
    obstacles = database().within(60).read(undoing.obstacles, batch_id, actor=actor()) if look else []
    shown = render_template(
        "imports/report.html",
        batch=found,
        kind=KINDS.get(found.kind),
        obstacles=obstacles,
        said=said,
        refused=refusals(found.errors),
        many=SHOWN,
        setting_up=setting_up() if found.state == "done" else None,
    )
    return make_response(shown, 409 if said else 200)


def _preview(job: Job, plan: Plan) -> str:
    changes: list[NodeChange | LinkChange] = [*plan.nodes, *plan.links]
    shown = [_change(change) for change in changes if change.action in (CHANGED, ENDED)]
    return render_template(
        "imports/preview.html",
        job=job,
        kind=KINDS[job.kind],
        plan=plan,
        refused=refusals(plan.errors),
        groups=_groups(plan.choices),
        answers={choice.id: choice.answer(job.decisions) for choice in plan.choices},
        unanswered=len(open_questions(plan.choices, job.decisions)),
        changes=shown[:SHOWN],
        more_changes=len(shown) - SHOWN,
        many=SHOWN,
    )


def _groups(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """The questions by group; `together` are the answers that every question of a group has."""
    found: dict[str, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.group or "Other questions", []).append(choice)
    groups = []
    for name, asked in found.items():
        common = set.intersection(*({option.value for option in choice.options} for choice in asked))
        together = [option for option in asked[0].options if option.value in common and len(option.value) < 20]
        groups.append({"name": name, "choices": asked, "together": together if len(asked) > 1 else []})
    return groups


def _change(change: NodeChange | LinkChange) -> dict[str, Any]:
    """One change as a row: what, and each property from old to new."""
    name = f"{change.start_name}, {change.end_name}" if isinstance(change, LinkChange) else change.name
    after: Mapping[str, Any] = change.after
    differences = [(key, change.before.get(key), value) for key, value in after.items() if key not in UNSHOWN]
    return {"name": name, "action": change.action, "differences": differences}


def _no_store(text: str) -> AnyResponse:
    response = make_response(text)
    response.headers["Cache-Control"] = "no-store"
    return response
