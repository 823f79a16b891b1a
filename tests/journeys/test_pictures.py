"""The two pictures of the README, taken only when asked for: ``QORGAN_PICTURES=1 pytest tests/journeys/test_pictures.py``."""

import os
from pathlib import Path

import pytest
from PIL import Image

from tests.journeys.conftest import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.xdist_group("journeys-script"),
    pytest.mark.skipif(not os.environ.get("QORGAN_PICTURES"), reason="they are tracked; taken when asked for"),
]

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
LARGEST = 150_000  # bytes: a README loads on a phone, too


def _small(path: Path) -> None:
    """Keep the picture in 128 colours: pages are flat, and nobody sees the difference."""
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
    assert path.stat().st_size <= LARGEST


def test_the_first_page_on_a_phone(person: Person):
    PICTURES.mkdir(exist_ok=True)
    her = person()
    her.open()
    her.page.screenshot(path=PICTURES / "public-door.png")
    _small(PICTURES / "public-door.png")


def test_an_invented_conversation_at_the_staff_door(person: Person, member: Person):
    PICTURES.mkdir(exist_ok=True)
    worker = member("aigul", size="desktop")
    worker.open("inbox/open")
    worker.press(worker.page.locator(".rows a", has_text="English"))  # the demonstration's own
    assert worker.sees("(invented)")
    worker.page.screenshot(path=PICTURES / "staff-door.png")
    _small(PICTURES / "staff-door.png")
