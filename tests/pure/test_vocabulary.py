"""A word of the vocabulary is declared once: a channel added to its table is a channel everywhere.

The lines are added in an interpreter of its own, before anything reads the table, as if they stood in the module.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crm.vocabulary import CHANNELS, LEVELS, ROLES, SENTIMENTS, Role

ROOT = Path(__file__).resolve().parents[2]
WITH_TWO_MORE = """
import json
from types import SimpleNamespace

from crm import vocabulary

vocabulary.CHANNELS["radio"] = vocabulary.Channel("Radio call", 0.6, "phone", at_hand=True)
vocabulary.CHANNELS["fax"] = vocabulary.Channel("Fax", 0.1, "printer")

from click.testing import CliRunner

from crm.interactions.contact_form import InteractionSchema
from crm.interactions.contacts import title_of
from crm.relationships import strength
from crm.relationships.explanation import contact_words
from crm.storage.settings import from_environment
from web import contact_list, interactions
from web.app import create_app
from web.cli import main
from web.forms import Form

FORM = (
    "{% import 'interactions/fields.html' as fields %}"
    "{{ fields.first_part(form, offers, first_channels, sentiments, marks, '2026-11-24') }}"
    "{{ fields.more(form, offers, other_channels, marks, directions, visibilities) }}"
)
app = create_app(None, from_environment({}), None)
app.jinja_env.globals["our_name"] = lambda: "MASS"  # else it asks the database
with app.test_request_context("/log"):
    offers = interactions.Offers([], [], [], [])
    form = app.jinja_env.from_string(FORM).render(form=Form.new(), offers=offers, **interactions.offered_words())

contact = strength.Contact(0.0, channel="radio", sentiment=1)
sheet = {column.key: column for column in contact_list.IN_A_SHEET}
sent = {"theirs": ["a-person"], "ours": ["b-person"], "channel": "radio"}
print(json.dumps({
    "form": form,
    "loaded": InteractionSchema().load(sent).channel,
    "weight": strength.weight(contact),
    "explained": contact_words(contact),
    "title": title_of("radio", ["Ann Reed"]),
    "sheet": sheet["channel"].value(SimpleNamespace(channel="radio")),
    "api": json.dumps(app.extensions["crm.openapi"].spec.to_dict()),
    "command": CliRunner().invoke(main, ["log", "--help"]).output,
}))
"""


@pytest.fixture(scope="module")
def answers() -> dict[str, object]:
    run = subprocess.run([sys.executable, "-c", WITH_TWO_MORE], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_form_offers_a_new_channel_with_its_icon(answers):
    _, radio, after = str(answers["form"]).partition('value="radio"')
    assert radio
    assert after.index("#phone") < after.index("Radio call")
    assert after.index("Radio call") < after.index('value="fax"') < after.index("Fax")


def test_what_is_sent_of_a_new_channel_is_understood(answers):
    assert answers["loaded"] == "radio"
    assert '"radio"' in str(answers["api"])
    assert "radio" in str(answers["command"])


def test_a_contact_of_a_new_channel_counts_and_is_told_in_its_words(answers):
    assert answers["weight"] == pytest.approx(0.6)
    assert answers["explained"] == "Radio call, went well"
    assert answers["title"] == "Radio call with Ann Reed"
    assert answers["sheet"] == "Radio call"


def test_every_icon_of_the_vocabulary_is_among_those_that_the_pages_get():
    named = (ROOT / "web" / "assets" / "icons.txt").read_text(encoding="utf-8").splitlines()
    assert {entry.icon for entry in (*CHANNELS.values(), *SENTIMENTS.values())} <= {*named}


def test_levels_rise():
    weights = [level.weight for level in LEVELS.values()]
    assert weights == sorted(set(weights))


def test_every_role_has_its_words():
    assert set(ROLES) == set(Role)
