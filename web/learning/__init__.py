"""Learning’s pages: a survey’s results and form, answering one on a phone, and mentoring."""

from web.learning import answering, mentoring, survey_form, surveys
from web.learning.blueprint import pages

__all__ = ["answering", "mentoring", "pages", "survey_form", "surveys"]
