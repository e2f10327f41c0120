"""Settings from the environment: defaults, what is refused, and secrets that only their owner reads."""

import dataclasses
import os
import stat
import threading

import pytest

from crm.errors import InvalidData
from crm.storage.settings import NAMES, SETTINGS, from_environment, kept_secret, read_password


def test_nothing_set_means_the_embedded_engine_on_this_machine_only():
    settings = from_environment({"HOME": "/home/somebody"})
    assert settings.database_uri is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.secret_key_file == settings.data_dir / "secret-key"


def test_an_unknown_name_is_refused_and_the_nearest_one_named():
    with pytest.raises(InvalidData) as refused:
        from_environment({"CRM_DATABSE_URI": "bolt://x"})
    assert refused.value.errors == {
        "CRM_DATABSE_URI": ["There is no setting CRM_DATABSE_URI. Did you mean CRM_DATABASE_URI?"]
    }


def test_every_wrong_value_is_named_at_once():
    wrong = {
        "CRM_PORT": "http",
        "CRM_PUBLIC_URL": "crm.example.org",
        "CRM_DATABASE_URI": "https://db",
        "CRM_ENGINE_MEMORY": "lots",
        "CRM_ASSOCIATION": "(KAS)",
    }
    with pytest.raises(InvalidData) as refused:
        from_environment(wrong)
    assert refused.value.errors.keys() == wrong.keys()


def test_a_password_in_the_address_is_refused_without_being_repeated():
    with pytest.raises(InvalidData, match="CRM_DATABASE_PASSWORD_FILE") as refused:
        from_environment({"CRM_DATABASE_URI": "bolt://neo4j:hunter2hunter2@db:7687"})
    assert "hunter2" not in str(refused.value)


def test_the_public_address_is_kept_as_an_origin():
    assert from_environment({"CRM_PUBLIC_URL": "https://crm.example.org/"}).public_url == "https://crm.example.org"


def test_the_table_names_each_setting_once_and_each_field_has_a_row():
    assert len(set(NAMES)) == len(NAMES)
    rows = {setting.name.removeprefix("CRM_").lower() for setting in SETTINGS if not setting.for_tests}
    mail = {name for name in rows if name.startswith("smtp_")}  # three settings say one mail server
    assert {field.name for field in dataclasses.fields(from_environment({}))} == rows - mail | {"mail_server"}
    assert mail == {"smtp_url", "smtp_password_file", "smtp_from"}


def test_a_secret_is_made_once_though_many_start_at_the_same_moment(tmp_path):
    found = []
    threads = [threading.Thread(target=lambda: found.append(kept_secret(tmp_path / "key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_password_file_that_is_not_there_is_refused_by_its_setting(tmp_path):
    with pytest.raises(InvalidData, match="CRM_DATABASE_PASSWORD_FILE names"):
        read_password(tmp_path / "gone", "CRM_DATABASE_PASSWORD_FILE")
