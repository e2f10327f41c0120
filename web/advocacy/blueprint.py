"""The blueprint that advocacy's pages register on."""

from flask import Blueprint

from web.documents.evidence import stance_evidence

pages = Blueprint("advocacy", __name__)
pages.add_app_template_filter(stance_evidence, "evidence")
