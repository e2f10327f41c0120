"""The make targets and what the documents say of them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
TARGETS = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split()


def make(*arguments, path=None, cwd=ROOT):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PYTHON"))}
    command = [shutil.which("make"), *arguments]
    environment |= {"PATH": path} if path else {}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


@pytest.fixture
def bare(tmp_path):
    """A fresh copy of the Makefile and a PATH with the shell's tools and no Python."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "awk", "echo", "touch"):
        (tools / name).symlink_to(shutil.which(name))
    project = tmp_path / "project"
    project.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, project)
    return project, tools


def test_help_is_what_make_says_and_lists_every_target():
    listed = re.findall(r"^  make (\S+) +\S", make().stdout, re.MULTILINE)
    assert sorted(listed) == sorted(TARGETS)
    assert make("help").stdout == make().stdout


def test_every_make_command_in_the_readme_exists():
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", README))
    assert {"run", "test", "help"} <= named <= set(TARGETS)


def test_without_a_new_enough_python_make_says_so_and_what_to_do(bare):
    project, tools = bare
    answer = make("run", path=str(tools), cwd=project)
    assert answer.returncode != 0
    assert "Python 3.11 or later is needed" in answer.stdout


def test_without_the_venv_part_of_python_make_names_the_package_to_install(bare):
    project, tools = bare
    python = tools / "python3"
    python.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n')
    python.chmod(0o755)
    answer = make("run", path=str(tools), cwd=project)
    assert answer.returncode != 0
    assert "sudo apt install python3-venv" in answer.stdout
