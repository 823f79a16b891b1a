"""The page of all components, photographed at three widths, light and dark, in three languages."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.looking import is_wide, violations
from tests.journeys.walking import OUTPUT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys-plain")]


@pytest.fixture
def shelf() -> Iterator[str]:
    """Serve the page of all components with the real style file, in three languages, and nothing else."""
    from waitress.server import create_server

    from qorgan.web.shell import assets

    server = create_server(
        assets.serve(_components), host="127.0.0.1", port=0, threads=2, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


def _components(environ: dict[str, Any], respond: Callable[..., Any]) -> list[bytes]:
    from django.http import HttpRequest
    from django.template.loader import render_to_string
    from django.utils import translation

    from qorgan.web.shell.context import page

    request = HttpRequest()
    request.path, request.resolver_match = environ["PATH_INFO"], None
    with translation.override(environ["PATH_INFO"].strip("/")):
        shown = render_to_string("shell/style.html", page(request))
    respond("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [shown.encode()]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_all_components_are_photographed_and_break_no_rule(chromium: Browser, shelf: str, language: str):
    folder = OUTPUT / "components"
    folder.mkdir(parents=True, exist_ok=True)
    for scheme in ("light", "dark"):
        context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{shelf}/{language}/")
        assert page.locator("html").get_attribute("lang") == language
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=folder / f"{language}-{width}-{scheme}.png", full_page=True)
            assert not is_wide(page), f"{language} at {width}"
        assert violations(page) == []
        context.close()
