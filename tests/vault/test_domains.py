"""No two uses of one key can be taken for each other: every domain, person, purpose and label has one meaning.

Read from the source, so that a new use with an old name is found before it is used.
"""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "qorgan"

# One name in two places on purpose.
SHARED = {
    "qorgan/public-key": {"vault/registry.py", "vault/signing.py"},  # a MAC under one key, a signature under another
}


def calls():
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                yield path.relative_to(SOURCE).as_posix(), name, node


def named(keyword: str) -> dict[tuple[str, str], list[str]]:
    """Where each constant after this keyword stands, by function and constant."""
    found = defaultdict(list)
    for path, name, node in calls():
        for one in node.keywords:
            if one.arg == keyword and isinstance(one.value, ast.Constant):
                found[name, one.value.value].append(path)
    return found


def test_each_domain_of_framed_bytes_belongs_to_one_module():
    places = defaultdict(set)
    for path, name, node in calls():
        if name == "framed":
            assert isinstance(node.args[0], ast.Constant), f"{path}: a domain is a constant"
            places[node.args[0].value].add(path)
    assert {domain for domain in places if not domain.startswith("qorgan/")} == set()
    assert {domain: found for domain, found in places.items() if len(found) > 1} == SHARED
    assert len(places) > 15


def test_each_person_of_a_keyed_digest_is_short_and_stands_in_one_module():
    found = named("person")
    assert len(found) >= 10
    for (function, person), places in found.items():
        assert function == "keyed_digest"
        assert len(person.encode("ascii")) <= 16, person  # BLAKE2b takes no more
        assert len(set(places)) == 1, person


def test_each_purpose_of_a_tag_or_sealed_value_stands_once():
    for (function, purpose), places in named("purpose").items():
        if function in {"tag", "seal_value", "open_value"}:
            assert len(places) <= (1 if function != "open_value" else 2), (function, purpose, places)


def test_labels_of_subkeys_do_not_meet_tags_or_values():
    labels = [
        ast.unparse(node.args[1]) for _path, name, node in calls() if name == "derive_key" and len(node.args) == 2
    ]
    assert sorted(labels) == ["'backup'", "'device mark'", "'tombstones'"]
    kinds = [ast.unparse(node.args[1]) for _path, name, node in calls() if name == "derive_key" and len(node.args) == 3]
    assert sorted(kinds) == ["'tag'", "'value'"]


def test_each_statement_that_is_signed_begins_with_its_own_kind():
    """A signature for one is none for another: centre, closing, grant, public key of a member, keyring or recovery."""
    sources = [
        SOURCE / "web" / "accounts" / name for name in ("records.py", "keyrings.py", "recoveries.py", "statements.py")
    ]
    sources.append(SOURCE / "web" / "hear" / "closings.py")
    kinds = []
    for path in [*sources, SOURCE / "vault" / "signing.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name in {
                "_what",
                "_what_is_given",
                "_owner",
                "owner_of",
                "member_owner",
            }:
                (said,) = [one for one in ast.walk(node) if isinstance(one, ast.Return)]
                kinds.append((path.name, said.value.values[0].value))
    starts = [kind for _path, kind in kinds]
    assert sorted(starts) == ["centre/", "closing/", "grant/", "keyring/", "member/", "newest/", "recovery/"]
