"""A case that stands open at her centre, and other centres."""

import pytest
from tests.cast import open_centre

from qorgan.web.accounts.models import Centre
from qorgan.web.care.actions import writing
from qorgan.web.care.models import Case


@pytest.fixture
def case(worker) -> Case:
    """Return a case of the worker's, opened by hand for an adult."""
    return writing.begin_case(
        by=worker.actor,
        opening={"called": "Aigerim", "is_adult": "yes", "speaks": "kk", "region": "KZ-75", "birth_year": 1990},
        consents=[{"purpose": "case", "giver": "herself", "given": "2026-11-20"}],
    )


@pytest.fixture
def there(worker_elsewhere) -> Centre:
    return worker_elsewhere.actor.centre


@pytest.fixture
def another_centre(administrators) -> Centre:
    return open_centre(*administrators, name="Centre three")
