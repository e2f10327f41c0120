"""What README says of settings and commands is what there is."""

import re
from pathlib import Path

import pytest
import yaml

from crm.storage.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMES = {setting.name for setting in SETTINGS}


def test_the_settings_table_says_what_the_program_says():
    rows = re.findall(r"^\| `(CRM_\w+)` \| (.+?) \| (.+?) \|$", README, re.MULTILINE)
    assert rows == [(setting.name, setting.default, setting.meaning) for setting in SETTINGS]


@pytest.mark.parametrize("document", ["README.md", "Dockerfile", "Makefile"])
def test_a_document_names_no_setting_that_is_not_there(document):
    assert set(re.findall(r"\bCRM_[A-Z_]+", (ROOT / document).read_text(encoding="utf-8"))) <= NAMES


def test_the_compose_file_sets_only_what_can_be_set():
    site = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["site"]
    assert set(site["environment"]) <= NAMES
