"""The docs cover the code: what a user can name stands in the reference, and what a page promises exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from django.apps import apps
from django.urls import URLPattern, URLResolver
from tests.contracts.test_models import READABLE

from qorgan.cli.main import app
from qorgan.kernel.packs import installed_codes
from qorgan.web.accounts.models import Role
from qorgan.web.accounts.permissions import Permission, permissions_of
from qorgan.web.shell import keys
from qorgan.web.urls import public, staff

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
TEST_NAME = re.compile(r"tests/[\w/]+\.py::\w+")
READER = re.compile(r"read_(?:text|list|flag)\(\s*\"([A-Z_]+)\"")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#:]+)(?:#[^)]*)?\)")


def _reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def _commands(group: typer.core.TyperGroup, path: str = "qorgan") -> Iterator[tuple[str, typer.core.TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def _names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    nested = (_names(one.url_patterns) if isinstance(one, URLResolver) else {one.name} for one in patterns)
    return set().union(*nested)


def _marked(names: set[str], text: str) -> set[str]:
    return {name for name in names if f"`{name}`" not in text}


def _section(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}\n")[1].split("\n## ", maxsplit=1)[0]


def _tests_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_command_and_option_is_in_the_reference():
    text = _reference("commands.md")
    group = typer.main.get_command(app)
    missing = []
    for path, command in _commands(group):
        if f"## `{path}`" not in text:
            missing.append(path)
            continue
        section = _section(text, f"`{path}`")
        options = {one.opts[0] for one in command.params}
        missing += [f"{path} {option}" for option in options if option not in section]
    assert missing == []


def test_every_target_of_make_is_in_the_reference():
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = _reference("commands.md")
    assert {name for name in targets if name != "help" and f"`make {name}`" not in text} == set()


def test_every_environment_variable_is_in_the_reference():
    folder = ROOT / "src/qorgan/web/settings"
    found = {name for path in folder.glob("*.py") for name in READER.findall(path.read_text(encoding="utf-8"))}
    assert {"QORGAN_DATA", "DATABASE_URL"} <= found
    assert _marked(found, _reference("settings.md")) == set()


def test_every_key_file_is_in_the_reference():
    files = {f"{door}/{name}.key" for door, names in keys.NAMES.items() for name in names}
    assert _marked(files, _reference("key-files.md")) == set()


@pytest.mark.parametrize(("urls", "heading"), [(public, "Public door"), (staff, "Staff door")])
def test_every_address_is_in_the_reference(urls, heading):
    assert _marked(_names(urls.urlpatterns), _section(_reference("pages.md"), heading)) == set()


def test_the_table_of_roles_says_what_the_code_allows():
    section = _section(_reference("pages.md"), "Roles and permissions")
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    head, *rows = [line for line in lines if not line[0].startswith("---")]
    said = {
        (row[0], name): cell == "yes" for row in rows for name, cell in zip(head, row, strict=True) if name != "role"
    }
    assert said == {(str(role), str(one)): one in permissions_of([role]) for role in Role for one in Permission}


def test_every_table_and_readable_column_is_in_the_reference():
    tables = {model._meta.db_table for model in apps.get_models()}
    assert _marked(tables | set(READABLE), _reference("database.md")) == set()


def test_every_pack_is_in_the_docs():
    text = _reference("settings.md") + (DOCS / "how-to/add-a-country.md").read_text(encoding="utf-8")
    assert {code for code in installed_codes() if f"`packs/{code}`" not in text and f"`{code}`" not in text} == set()


def test_every_test_that_the_docs_name_exists():
    named = {one for page in PAGES for one in TEST_NAME.findall(page.read_text(encoding="utf-8"))}
    assert named
    pairs = [one.split("::") for one in sorted(named)]
    gone = [
        f"{path}::{name}" for path, name in pairs if not (ROOT / path).is_file() or name not in _tests_in(ROOT / path)
    ]
    assert gone == []


def test_every_line_of_the_threat_model_names_its_test_or_says_that_there_is_none():
    text = (DOCS / "explanation/threat-model.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    rows = [row for row in cells if row[0] not in {"gives up", "---"}]
    answers = ("::", "no test yet", "import contract", "not built", "not ours", "nothing holds")
    assert all(len(row) == 3 for row in rows)
    assert [row for row in rows if not any(answer in row[2] for answer in answers)] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_has_context_decision_and_consequences(decision):
    text = decision.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert int(decision.name[:4]) == int(re.match(r"# (\d+)\. ", text).group(1))


def test_decisions_are_numbered_without_gaps_and_listed():
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [int(one.name[:4]) for one in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [one.name for one in DECISIONS if f"(decisions/{one.name})" not in index] == []


def test_links_between_pages_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_fragments_of_the_changelog_name_their_kind():
    kinds = {"added", "changed", "fixed", "removed", "security"}
    fragments = [path for path in (ROOT / "changelog.d").glob("*.md") if path.name != "README.md"]
    assert [one.name for one in fragments if one.name.split(".")[-2] not in kinds or not one.read_text().strip()] == []
