"""The board report of the plan: on the screen, as PDF, Word and Excel. Its days stand in the address."""

from flask import Response, render_template, request
from werkzeug.exceptions import NotFound as NoSuchPage

from crm.office_time import in_words
from web.access import allow_to
from web.context import actor, settings, today
from web.documents.board import board_report, workbook
from web.documents.pdf import pdf
from web.documents.word import word
from web.plan.asked import answer, asked
from web.plan.blueprint import pages
from web.remembered import remembered
from web.tables import XLSX

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.get("/plan/report")
@pages.get("/plan/report.<kind>")
@allow_to("see", "plan")
@remembered
def report(kind: str = "html") -> Response | str:
    """The report as of a day, compared with the last board meeting or the day `since`."""
    found = answer(asked())
    made = f"Made {in_words(today().isoformat())} by {actor().name}"
    document = board_report(found.standing, found.now, found.then, made=made)
    if kind == "html":
        both = [(section, section) for section in document.sections]
        back = f"/plan{found.asked.query}"
        return render_template(
            "advocacy/brief.html", document=document, both=both, back=back, back_name="Plan", place="plan", sheet=True
        )
    if kind == "pdf":
        site = settings().public_url or request.host_url.rstrip("/")
        return _file(pdf(document, author=actor().name, site=site), "application/pdf", f"{document.filename}.pdf")
    if kind == "docx":
        return _file(word(document, author=actor().name), WORD, f"{document.filename}.docx")
    if kind == "xlsx":
        return _file(workbook(found.now), XLSX, f"{document.filename}.xlsx")
    raise NoSuchPage


def _file(body: bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
