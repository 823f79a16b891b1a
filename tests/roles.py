"""Run tests with each door under its own database role: ``DATABASE_URL=postgresql://... pytest -p tests.roles tests/web``.

It shows which grants of ``examples/hosting/postgresql/grants.sql`` a new page needs. What a test does without asking a door
(actions called by hand, rows it alters) is done as the tables' owner. A test that lets the other door act in the middle of a request,
or that counts queries, fails here for that reason alone.
"""

from pathlib import Path
from typing import Any

import pytest

SQL = Path(__file__).parents[1] / "examples/hosting/postgresql"


def statements(name: str, database: str = "qorgan") -> str:
    """Return a file of statements, for a database of another name."""
    text = (SQL / name).read_text(encoding="utf-8")
    return text.replace("ON DATABASE qorgan ", f'ON DATABASE "{database}" ')


@pytest.fixture(scope="session", autouse=True)
def _grants(django_db_setup: None, django_db_blocker: Any) -> None:
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(statements("roles.sql"))
        cursor.execute(statements("grants.sql", connection.settings_dict["NAME"]))


@pytest.fixture(autouse=True)
def _roles(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    from tests.cast import Door

    ask = Door.request

    def as_role(self: Door, **request: Any) -> Any:
        role = "qorgan_public" if self._settings["ROOT_URLCONF"].endswith("public") else "qorgan_staff"
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
        try:
            return ask(self, **request)
        finally:
            connection.needs_rollback = False
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    monkeypatch.setattr(Door, "request", as_role)
