"""Who has her receipt and not her safe word sees nothing of her own at the door, and changes nothing she wished."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import tell

from qorgan.hear.contact import SafeContact
from qorgan.web.hear.actions.staff import reading, writing

HERS = ("She wrote of walnuts.", "+7 700 canary", "never ring in the evening", "plum", "of-hers.png")
PAGES = ("talk", "talk/write", "talk/word", "talk/wishes", "talk/delete", "code")


@pytest.fixture
def hers(supervisor, centre):
    """Return her who set a safe word, has sent a file, and has an answer to read; before the door with her code."""
    survivor = tell(
        centre, words=HERS[0], contact=SafeContact(where=HERS[1], never=HERS[2], safe_word=HERS[3], hours="at noon")
    )
    survivor.come_back()
    survivor.post("/en/talk/files", {"file": SimpleUploadedFile(HERS[4], b"picture", "image/png")})
    reading.open_disclosure(by=supervisor.actor, disclosure=survivor.disclosure)
    writing.reply(by=supervisor.actor, disclosure=survivor.disclosure, words="An answer of the centre.")
    return survivor


def _all_pages(survivor):
    return "".join(survivor.door.get(f"/en/{one}", follow=True).content.decode() for one in PAGES)


def test_without_her_safe_word_nothing_of_her_own_is_on_any_page(hers):
    seen = _all_pages(hers)
    assert [one for one in HERS if one in seen] == []
    assert "An answer of the centre." in seen
    assert hers.post("/en/talk/word", {"word": "plum"}).status_code == 302
    seen = _all_pages(hers)
    assert HERS[0] in seen
    assert HERS[1] in seen


def test_without_her_safe_word_her_wishes_are_not_changed(hers, supervisor):
    response = hers.post("/en/talk/wishes", {"never": "ring at once", "word": "pear"})
    assert (response.status_code, response["Location"]) == (302, "/en/talk/word")
    wishes = reading.open_disclosure(by=supervisor.actor, disclosure=hers.disclosure).wishes
    assert (wishes.contact.never, wishes.contact.safe_word) == (HERS[2], HERS[3])
