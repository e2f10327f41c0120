"""The blueprint that the plan's pages register on, and how its words and evidence are shown.

Figures are computed over everything that is recorded, staff-only records included, so these pages are for staff and
administrators alone; the board and the members read the report that staff hand out.
"""

from flask import Blueprint

from crm.plan.words import Word
from web.plan.addresses import address_of_entry, address_of_evidence
from web.plan.counted import counted_in

pages = Blueprint("plan", __name__)

# Each word's picture and kind of chip: a word never rests on its color.
MARKS = {
    Word.MET: ("circle-check", "good"),
    Word.MET_LATE: ("circle-check", "good"),
    Word.BY_HAND: ("user-check", ""),
    Word.ON_TRACK: ("clock", ""),
    Word.DUE_SOON: ("calendar-clock", "warn"),
    Word.PARTLY: ("circle-dashed", "warn"),
    Word.NO_EVIDENCE: ("circle-help", "off"),
    Word.LATE: ("triangle-alert", "bad"),
    Word.MISSED: ("x", "bad"),
}

pages.add_app_template_filter(address_of_entry, "entry_address")
pages.add_app_template_filter(address_of_evidence, "evidence_address")
pages.add_app_template_filter(MARKS.get, "word_mark")
pages.add_app_template_global(counted_in, "counted_in")
