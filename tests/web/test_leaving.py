"""What ends her visit at the door: leaving, and ten minutes without a request."""

import re
from datetime import timedelta

import pytest

from qorgan.web.shell.middleware import SURVIVOR_COOKIE


def test_her_conversation_closes_ten_minutes_after_her_last_click(survivor, frozen):
    survivor.come_back()
    for _ in range(3):
        frozen.advance(timedelta(minutes=9, seconds=59))
        assert survivor.door.get("/en/talk").status_code == 200
    frozen.advance(timedelta(minutes=10, seconds=1))
    closed = survivor.door.get("/en/talk")
    assert closed.status_code == 302
    assert closed.headers["Location"] == "/en/come-back"
    assert closed.cookies[SURVIVOR_COOKIE]["max-age"] == 0


def test_leaving_closes_it_at_once_for_a_copy_of_the_cookie_too(survivor, frozen):
    survivor.come_back()
    copied = survivor.door.cookies[SURVIVOR_COOKIE].value
    assert survivor.door.get("/en/leave").status_code == 303
    survivor.door.cookies[SURVIVOR_COOKIE] = copied
    assert survivor.door.get("/en/talk").headers["Location"] == "/en/come-back"


@pytest.mark.parametrize(
    ("path", "seconds"), [("talk", "600"), ("talk/wishes", "600"), ("talk/write", "600"), ("safety", None)]
)
def test_only_pages_of_an_open_conversation_ask_to_be_taken_from_the_screen(survivor, path, seconds):
    survivor.come_back()
    page = survivor.door.get(f"/en/{path}").content.decode()
    found = re.search(r'<html[^>]* data-open="(\d+)"', page)
    assert (found and found.group(1)) == seconds
