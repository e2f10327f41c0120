"""The lock files: everything pinned and hashed, and nothing in them that only one machine knows."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from assets import NODE_WHEEL

ROOT = Path(__file__).resolve().parents[3]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PACKAGES = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
ASKED = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))


def entries(lock):
    """One string per locked package, with its hashes."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def locked_names(lock):
    return {Requirement(entry.split(" --hash", 1)[0]).name for entry in entries(lock)}


def pinned(lock):
    return {entry.split(" --hash", 1)[0].strip() for entry in entries(lock)}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_is_one_version_with_hashes(lock):
    for entry in entries(lock):
        requirement = Requirement(entry.split(" --hash", 1)[0])
        assert [part.operator for part in requirement.specifier] == ["=="], entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_host_no_folder_and_no_option_of_one_machine(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*-(?!-hash)|\bfile:| @ ", text, re.MULTILINE)


def test_the_site_is_locked_with_all_that_it_needs_and_each_other_lock_agrees_with_it():
    site = ROOT / "requirements.lock"
    wanted = {Requirement(line).name for line in PYPROJECT["project"]["dependencies"]}
    assert wanted <= locked_names(site)
    assert pinned(site) <= pinned(ROOT / "requirements-test.lock")
    assert pinned(site) <= pinned(ROOT / "requirements-bench.lock")


def test_every_dependency_has_an_upper_bound_for_those_who_install_without_a_lock():
    for line in PYPROJECT["project"]["dependencies"]:
        operators = {part.operator for part in Requirement(line).specifier}
        assert operators & {"<", "=="}, line


def test_the_node_that_builds_a_wheel_is_the_one_that_is_locked():
    assert PYPROJECT["dependency-groups"]["node"] == [NODE_WHEEL]


def test_the_pages_packages_are_pinned_exactly_and_locked_with_hashes_and_no_address():
    direct = ASKED["dependencies"] | ASKED["devDependencies"]
    for name, version in direct.items():
        assert PACKAGES[f"node_modules/{name}"]["version"] == version
    for path, package in PACKAGES.items():
        if path:
            assert package["integrity"].startswith("sha512-"), path
            assert "resolved" not in package, path


def test_only_tests_use_the_accessibility_checker():
    assert "axe-core" in ASKED["devDependencies"]
    assert PACKAGES["node_modules/axe-core"]["dev"] is True
