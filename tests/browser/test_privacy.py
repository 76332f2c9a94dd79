"""No visitor's browser ever talks to a third party."""

import pytest

from browser.conftest import Visitor

CONTENT = ("", "cnil/", "choix-hebergeur/", "chronologie/", "demander/", "chat/")
SAMPLE = [f"/{folder}{page}" for folder in ("", "en/") for page in CONTENT]


@pytest.mark.parametrize("path", SAMPLE)
def test_page_asks_nobody_but_its_own_server_has_an_icon_and_logs_no_console_error(
    visitor: Visitor, path: str
) -> None:
    page = visitor.go(path)
    visitor.look_around()
    assert visitor.requests
    assert visitor.foreign == []
    assert visitor.foreign_hints == []
    assert page.context.cookies() == []
    assert visitor.complaints == []
    icon = page.evaluate("document.querySelector('link[rel~=icon]')?.href ?? `${location.origin}/favicon.ico`")
    response = page.request.get(icon)
    assert response.ok, f"{icon}: HTTP {response.status}"
    assert response.headers["content-type"].startswith("image/")
