"""What a person gets who installs the wheel with pipx: code, templates and the built assets, and nothing else."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("crm", "graph_schema", "importers", "web")
STATIC = ROOT / "web" / "static"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The built wheel, open for reading."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        yield opened


def test_the_wheel_holds_the_four_packages_and_nothing_beside_them(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_file_of_the_packages_but_the_sources_of_the_assets(wheel):
    held = set(wheel.namelist())
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and "__pycache__" not in name:
                assert (name in held) is not name.startswith("web/assets/"), name


def test_every_file_in_the_manifest_is_in_the_wheel(wheel):
    manifest = json.loads(wheel.read("web/static/manifest.json"))
    assert "site.css" in manifest
    for name in manifest.values():
        assert wheel.getinfo(f"web/static/{name}").file_size > 0


def test_the_wheel_brings_the_crm_command_and_the_licence(wheel):
    info = next(name for name in wheel.namelist() if name.endswith("entry_points.txt")).rsplit("/", 1)[0]
    assert "crm = web.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()
    assert b"Apache License" in wheel.read(f"{info}/licenses/LICENSE")


def test_the_name_of_a_built_asset_carries_the_hash_of_its_content():
    manifest = json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))
    for name in manifest.values():
        digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
        assert name.split(".")[-2] == digest[:8]
