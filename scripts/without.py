"""Take each protection of the threat model out of a copy of the source, and see its test fail.

tests/protections.toml names, for each test, the pieces of source that it holds and what stands there without them. Here
src/ and tests/ are copied once; unchanged, the test has to pass there, and with the protection taken out it has to fail by
what it asserts, not because the program no longer runs. Resumable: what was seen is noted in test-output/protections.json
and holds as long as the entry, its files of source and the file of its test stay as they were.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
from contextlib import suppress
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = Path("tests") / "protections.toml"
STATE = ROOT / "test-output" / "protections.json"
LOG = ROOT / "test-output" / "protections.log"  # of the last run: where to look when a test is BROKEN
SECONDS = 600
PLACES = (
    "src",
    "tests",
    "docs",
    "examples",
    "changelog.d",
    "scripts",
    "bench",
    "pyproject.toml",
    "Makefile",
    "README.md",
)

# Of a test that fails in one of these ways the program was broken and not the protection taken out.
BROKEN = {"SyntaxError", "ImportError", "NameError", "AttributeError", "TypeError", "ImproperlyConfigured"}

COMMAND = """from qorgan.cli.main import main

if __name__ == "__main__":  # processes that it begins read this file again
    main()
"""

WITNESS = '''"""Tells which copy was imported, and how each test ended."""
import json, os, pathlib, pytest, qorgan
HERE = pathlib.Path(__file__).parent
assert pathlib.Path(qorgan.__file__).is_relative_to(HERE), f"not the copy: {qorgan.__file__}"
SEEN = []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    kinds = [one.__name__ for one in call.excinfo.type.__mro__] if call.excinfo else []
    SEEN.append([item.nodeid.split("[")[0], report.when, report.outcome, kinds])
    return report

def pytest_sessionfinish():
    (HERE / "seen.json").write_text(json.dumps(SEEN))
'''


def main() -> None:
    """Run what was not seen yet and print what came of all."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("only", nargs="?", default="", help="a part of the test's name or of its file's")
    options.add_argument("--again", action="store_true", help="also what was seen before")
    options.add_argument("--commit", action="store_true", help="the last commit, not the files as they lie here")
    choice = options.parse_args()
    seen = {} if choice.again else _seen()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # some tests open doors as other users
        copy = _copy(Path(folder), is_commit=choice.commit)
        entries = [one for one in _listed(copy) if choice.only in one["test"]]
        marks = [_mark(copy, one) for one in entries]
        waiting = [(mark, one) for mark, one in zip(marks, entries, strict=True) if mark not in seen]
        for file in sorted({_file(one) for _, one in waiting}):
            here = [(mark, one) for mark, one in waiting if _file(one) == file]
            passing = _passing(copy, sorted({one["test"] for _, one in here}))
            for mark, entry in here:
                came = _without(copy, entry) if entry["test"] in passing else "NOT RUN"
                if came == "fails":  # what has to be mended is looked at again
                    seen[mark] = {"test": entry["test"], "day": date.today().isoformat()}  # noqa: DTZ011 - of whoever runs it
                    _note(seen)
                print(f"{came:12} {entry['test']}  ({entry['why']})", flush=True)  # noqa: T201
    n_left = len([mark for mark in marks if mark not in seen])
    print(f"{len(entries) - n_left} of {len(entries)} tests fail without their protection")  # noqa: T201
    sys.exit(1 if n_left else 0)


def _listed(copy: Path) -> list[dict]:
    listed: list[dict] = tomllib.loads((copy / LIST).read_text("utf-8"))["protection"]
    return listed


def _file(entry: dict) -> str:
    return str(entry["test"].split("::")[0])


def _mark(copy: Path, entry: dict) -> str:
    """Tell whether anything that the answer depends on most has changed: the entry, its sources, its test."""
    files = [_file(entry), *(one["file"] for one in entry["out"])]
    parts = [json.dumps(entry, sort_keys=True), *((copy / one).read_text("utf-8") for one in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _seen() -> dict:
    return json.loads(STATE.read_text("utf-8")) if STATE.exists() else {}


def _note(seen: dict) -> None:
    STATE.parent.mkdir(exist_ok=True)
    STATE.write_text(json.dumps({**_seen(), **seen}, indent=1), encoding="utf-8")  # another run may have noted its own


def _copy(folder: Path, *, is_commit: bool) -> Path:
    """Copy what tests need, so that nobody's work is touched and nobody's change comes in between."""
    if is_commit:
        archive = subprocess.run(["git", "archive", "HEAD", *PLACES], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "--extract", "--directory", folder], input=archive.stdout, check=True)
    else:
        for name in PLACES:
            one, other = ROOT / name, folder / name
            shutil.copytree(one, other) if one.is_dir() else shutil.copy(one, other)
    (folder / "witness.py").write_text(WITNESS, encoding="utf-8")
    python = _make_python(folder)
    subprocess.run([python, "scripts/compile_catalogues.py"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return folder


def _make_python(folder: Path) -> Path:
    """Make a Python of its own whose qorgan is the copy: also in a process that is begun isolated from the environment."""
    venv.create(folder / "python")
    (library,) = (folder / "python" / "lib").glob("*/site-packages")
    for one in Path(sysconfig.get_path("purelib")).iterdir():
        if one.suffix != ".pth":  # the one that leads to this source among them
            (library / one.name).symlink_to(one)
    (library / "copy.pth").write_text(f"{folder / 'src'}\n", encoding="utf-8")
    command = folder / "python" / "bin" / "qorgan"
    python = folder / "python" / "bin" / "python"
    command.write_text(f"#!{python}\n{COMMAND}", encoding="utf-8")
    command.chmod(0o755)
    return python


def _passing(copy: Path, tests: list[str]) -> set[str]:
    """Run tests of one file on the unchanged copy and return those that pass."""
    reports = _run(copy, tests)
    fine = {name for name, when, outcome, _ in reports if when == "call" and outcome == "passed"}
    return fine - {name for name, _, outcome, _ in reports if outcome == "failed"}


def _without(copy: Path, entry: dict) -> str:
    """Take the protection out, run its test, put it back, and say what came of it."""
    before = {one["file"]: (copy / one["file"]).read_text("utf-8") for one in entry["out"]}
    try:
        for change in entry["out"]:
            text = (copy / change["file"]).read_text("utf-8")
            if text.count(change["old"]) != 1:
                return "NOT FOUND"
            text = text.replace(change["old"], change["new"])
            if change["file"].endswith(".py") and not _is_python(text):
                return "BROKEN"
            (copy / change["file"]).write_text(text, encoding="utf-8")
        return _judged(_run(copy, ["-x", entry["test"]]))
    finally:
        for file, text in before.items():
            (copy / file).write_text(text, encoding="utf-8")


def _is_python(text: str) -> bool:
    try:
        compile(text, "changed", "exec")
    except SyntaxError:
        return False
    return True


def _judged(reports: list) -> str:
    failed = [(when, kinds) for _, when, outcome, kinds in reports if outcome == "failed"]
    if not reports or any(when == "setup" or BROKEN & set(kinds) for when, kinds in failed):
        return "BROKEN"
    return "fails" if failed else "SURVIVES"


def _run(copy: Path, tests: list[str]) -> list:
    """Run tests of the copy in a session of their own, and end what they leave; an empty list where none was run."""
    report = copy / "seen.json"
    report.unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    python = str(copy / "python" / "bin" / "python")
    command = [python, "-m", "pytest", "-p", "witness", "-p", "no:cacheprovider", "-q", *tests]
    with LOG.open("w") as log:
        process = subprocess.Popen(command, cwd=copy, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return []
        finally:
            with suppress(ProcessLookupError):  # doors that a failed start left open
                os.killpg(process.pid, signal.SIGKILL)
    return json.loads(report.read_text("utf-8")) if report.exists() else []


if __name__ == "__main__":
    main()
