"""Files made to break whoever opens them."""

import io
import re
import sys
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.cast import tell

from qorgan.hear import attachments
from qorgan.hear.attachments import reading_copy
from qorgan.hear.drawing import draw


def picture(size=(64, 48), kind="PNG", **more):
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (10, 200, 30)).save(out, kind, **more)
    return out.getvalue()


def test_a_picture_longer_than_a_jpeg_can_be_is_drawn_smaller():
    copy = reading_copy(picture((66_000, 3)))
    assert copy is not None
    assert max(Image.open(io.BytesIO(copy)).size) <= attachments.SIDE


def test_what_is_hidden_beside_the_pixels_does_not_come_along():
    marks = Image.Exif()
    marks[0x010E] = "canary-in-exif"
    copy = reading_copy(picture(kind="JPEG", exif=marks, comment=b"canary-in-comment"))
    assert copy is not None
    assert b"canary" not in copy


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_no_broken_picture_breaks_the_page(kind, capfd):
    """Nor does a library write what it found in the file to the log. Without the process around it: thousands are tried."""
    whole = picture(kind=kind)
    for place in range(min(len(whole), 220)):
        for value in (0, 0x7F, 0xFF):
            draw(whole[:place] + bytes([value]) + whole[place + 1 :])
        draw(whole[:place])
    assert capfd.readouterr().err == ""


def test_a_small_file_of_many_pixels_is_refused():
    assert reading_copy(picture((10_000, 7_000))) is None


def test_a_library_that_breaks_ends_in_a_calm_page_with_the_original_at_hand(worker, centre, monkeypatch):
    """Whatever happens to the process that draws, the staff door answers."""
    her = tell(centre)
    her.come_back()
    her.post("/en/talk/files", {"file": SimpleUploadedFile("picture.png", picture(), "image/png")})
    thread = f"/en/d/{her.disclosure.pk}"
    worker.post(f"{thread}/open")
    address = re.search(rf"{thread}/files/[0-9a-f-]+", worker.get(thread).content.decode()).group()
    assert worker.get(f"{address}/copy").headers["Content-Type"] == "image/jpeg"
    monkeypatch.setattr(attachments, "COMMAND", (sys.executable, "-I", "-c", "import os; os.abort()"))
    refused = worker.get(f"{address}/copy")
    assert refused.status_code == 422
    assert "Only the original is left" in refused.content.decode()
    assert b"".join(worker.get(address).streaming_content) == picture()


def test_pictures_are_drawn_one_at_a_time(monkeypatch):
    at_once, most, lock = [0], [0], threading.Lock()

    def drawn(_original):
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        threading.Event().wait(0.02)
        with lock:
            at_once[0] -= 1

    monkeypatch.setattr(attachments, "_drawn_anew", drawn)
    threads = [threading.Thread(target=reading_copy, args=(b"",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
