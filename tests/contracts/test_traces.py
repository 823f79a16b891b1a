"""What the public door leaves in a browser's history: titles that say nothing, and addresses without a choice in them."""

import re
from pathlib import Path

from tests.cast import Door

WEB = Path(__file__).parents[2] / "src/qorgan/web"
PUBLIC = [
    *(WEB / "hear/templates/hear").glob("*.html"),
    *(
        one
        for one in (WEB / "shell/templates/shell").glob("*.html")
        if one.name not in {"staff.html", "staff_bar.html", "style.html"}
    ),
]
# Read by whoever opens the history of her telephone: words of any site on which somebody writes.
NEUTRAL = {
    "A moment",
    "About this site",
    "Another centre",
    "Before you write",
    "Come back",
    "Delete",
    "Deleted",
    "File",
    "Guide",
    "Help",
    "Home",
    "Kept",
    "Messages",
    "Not found",
    "Once more",
    "One word",
    "Page",
    "Something went wrong",
    "Write",
    "Your choices",
    "Your code",
    "Your safety on this site",
}
TITLE = re.compile(r"{% block title %}(.*?){% endblock %}")


def test_every_title_of_the_public_door_is_one_of_the_neutral_ones():
    found = {title for path in PUBLIC for title in TITLE.findall(path.read_text("utf-8"))}
    assert {f'{{% translate "{one}" %}}' for one in NEUTRAL} >= found
    assert len(found) > 15


def test_no_form_of_the_public_door_writes_into_an_address():
    forms = [form for path in PUBLIC for form in re.findall(r"<form\b[^>]*>", path.read_text("utf-8"))]
    assert forms
    assert [form for form in forms if 'method="post"' not in form] == []


def test_what_she_chooses_on_the_help_page_stands_in_no_address_and_no_cookie(centre, supervisor):
    door = Door("public")
    response = door.post("/en/help", {"region": "KZ-75", "need": "home", "speaks": "en"})
    assert response.status_code == 200
    assert "Centre one" in response.text
    assert dict(door.cookies) == {}
