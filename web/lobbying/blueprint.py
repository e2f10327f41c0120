"""The blueprint that lobbying's pages register on, and what their templates share."""

from flask import Blueprint

from crm.lobbying.due import NAMES, SECTIONS
from crm.lobbying.law import DISCLAIMER, dollars

pages = Blueprint("lobbying", __name__)
pages.add_app_template_filter(dollars, "money")


@pages.context_processor
def shared() -> dict[str, object]:
    """What every page of the room may use."""
    return {"disclaimer": DISCLAIMER, "report_names": NAMES, "report_sections": SECTIONS}


def slug(report: str) -> str:
    """A kind of report as an address has it: "client-annual"."""
    return report.replace(" ", "-")


def report_of(text: str) -> str:
    """A kind of report from its address."""
    return text.replace("-", " ")


pages.add_app_template_filter(slug, "slug")
