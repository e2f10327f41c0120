"""The container files, as far as they can be read without an engine."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_the_compose_file_runs_the_long_supported_neo4j_and_keeps_its_data():
    neo4j = COMPOSE["services"]["neo4j"]
    assert neo4j["image"] == "neo4j:5.26-community"
    assert "graph:/data" in neo4j["volumes"]
    assert "graph" in COMPOSE["volumes"]


def test_the_database_of_the_compose_file_can_be_reached_by_the_site_only():
    assert COMPOSE["networks"]["database"]["internal"] is True
    assert COMPOSE["services"]["neo4j"]["networks"] == ["database"]
    assert "ports" not in COMPOSE["services"]["neo4j"]


def test_the_compose_file_holds_no_password():
    for service in COMPOSE["services"].values():
        for name in service.get("environment", {}):
            assert not name.endswith(("PASSWORD", "AUTH", "SECRET")), name


def test_everything_the_image_is_built_from_reaches_the_builder():
    sent = {
        line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")
    }
    packages = {"crm", "graph_schema", "importers", "web"}
    assert packages | {"requirements.lock", "pyproject.toml", "package-lock.json", "README.md", "LICENSE"} <= sent
    assert all((ROOT / name).exists() for name in sent)
