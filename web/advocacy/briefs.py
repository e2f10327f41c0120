"""The briefs: for a council meeting and for a legislator, on the screen, as PDF and as a Word file."""

from flask import Response, render_template, request
from werkzeug.exceptions import NotFound as NoSuchPage

from crm.advocacy.briefs.council_brief import council_brief
from crm.advocacy.briefs.legislator_brief import legislator_brief
from web.access import allow
from web.addresses import address
from web.advocacy.blueprint import pages
from web.bounds import day_asked
from web.context import actor, database, network, settings
from web.documents.blocks import Document
from web.documents.council import council_document
from web.documents.legislator import legislator_document
from web.documents.pdf import fitted, pdf
from web.documents.word import word
from web.remembered import remembered

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("/council/brief")
@pages.get("/council/brief.<kind>")
@allow("staff")
@remembered
def council_brief_on(kind: str = "html") -> Response | str:
    """The brief as of a day: ?on=3/12/2026 (today by default)."""
    made = council_document(database().read(council_brief, actor=actor(), on=day_asked("on")))
    return _answer(made, kind, "/council", "Council")


@pages.get("/council/meetings/<meeting_id>/brief")
@pages.get("/council/meetings/<meeting_id>/brief.<kind>")
@allow("staff")
@remembered
def meeting_brief(meeting_id: str, kind: str = "html") -> Response | str:
    """The brief for a meeting; for a past one, as known on its day."""
    made = council_document(database().read(council_brief, actor=actor(), meeting_id=meeting_id))
    return _answer(made, kind, address("meeting", meeting_id), "The meeting")


@pages.get("/people/<person_id>/brief")
@pages.get("/people/<person_id>/brief.<kind>")
@allow("staff")
@remembered
def person_brief(person_id: str, kind: str = "html") -> Response | str:
    """One page on a legislator before a meeting."""
    made = legislator_document(legislator_brief(database(), network(), person_id, actor=actor()))
    return _answer(made, kind, address("person", person_id), "The person")


def _answer(document: Document, kind: str, back: str, back_name: str) -> Response | str:
    if kind == "html":
        both = zip(document.sections, fitted(document).sections, strict=True)
        return render_template("advocacy/brief.html", document=document, both=both, back=back, back_name=back_name)
    if kind == "pdf":
        site = settings().public_url or request.host_url.rstrip("/")
        made = pdf(document, author=actor().name, site=site)
        return _file(made, "application/pdf", f"{document.filename}.pdf")
    if kind == "docx":
        return _file(word(document, author=actor().name), WORD, f"{document.filename}.docx")
    raise NoSuchPage


def _file(body: bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
