"""Every script that the site runs is allowed by its content security policy, and no other can run."""

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

JAVASCRIPT = {None, "", "module", "text/javascript", "application/javascript"}


class ScriptReader(HTMLParser):
    """Collects scripts, and what could run without being one; a reader of its own, not the code under test."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self.handlers: list[str] = []
        self.styles: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.handlers += [f"<{tag} {name}>" for name in attributes if name.startswith("on")]
        self.styles += [f"<{tag}>" for name in attributes if name == "style" or tag == "style"]
        self.handlers += [f"<{tag} href>" for name in ("href", "src") if _runs(attributes.get(name))]
        if tag == "script" and attributes.get("type") in JAVASCRIPT:
            if attributes.get("src"):
                self.loaded.append(attributes["src"] or "")
            else:
                self._in_script = True
                self.inline.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = self._in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.inline[-1] += data


def _runs(address: str | None) -> bool:
    # The theme's own placeholder runs nothing, and its script replaces it.
    return (address or "").strip().lower().startswith("javascript:") and address != "javascript:void(0)"


@pytest.fixture(scope="module")
def policy(real_site: Path) -> dict[str, list[str]]:
    """Directive → sources, from the line that the static host obeys for every page."""
    lines = (real_site / "_headers").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "/*"
    [line] = [line for line in lines if line.strip().startswith("Content-Security-Policy:")]
    directives = (directive.split() for directive in line.partition(":")[2].split(";"))
    return {name: sources for name, *sources in directives}


@pytest.fixture(scope="module")
def scripts(real_site: Path) -> dict[str, ScriptReader]:
    """Page address → its scripts."""
    found = {}
    for page in sorted(real_site.rglob("*.html")):
        reader = ScriptReader()
        reader.feed(page.read_text(encoding="utf-8"))
        found["/" + page.relative_to(real_site).as_posix()] = reader
    return found


def digest(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def test_policy_forbids_what_it_does_not_name(policy: dict[str, list[str]]) -> None:
    assert policy["default-src"] == ["'none'"]
    for source in ("'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'", "*", "https:", "data:", "blob:"):
        assert source not in policy["script-src"]


def test_no_page_may_load_from_elsewhere(policy: dict[str, list[str]]) -> None:
    own = {"'none'", "'self'", "data:"}
    for name, sources in policy.items():
        assert {source for source in sources if not source.startswith("'sha256-")} <= own, name


def test_every_inline_script_is_named_by_its_digest(
    policy: dict[str, list[str]], scripts: dict[str, ScriptReader]
) -> None:
    found = [(page, digest(code)) for page, reader in scripts.items() for code in reader.inline]
    assert found
    assert [(page, name) for page, name in found if name not in policy["script-src"]] == []


def test_policy_names_no_script_that_no_page_runs(
    policy: dict[str, list[str]], scripts: dict[str, ScriptReader]
) -> None:
    used = {digest(code) for reader in scripts.values() for code in reader.inline}
    assert {source for source in policy["script-src"] if source.startswith("'sha256-")} == used


def test_every_loaded_script_is_our_own_and_exists(
    policy: dict[str, list[str]], scripts: dict[str, ScriptReader], real_site: Path
) -> None:
    assert "'self'" in policy["script-src"]
    for page, reader in scripts.items():
        assert reader.loaded, page
        for source in reader.loaded:
            target = urlsplit(urljoin(page, source))
            assert not target.netloc, f"{page} loads {source}"
            assert (real_site / target.path.lstrip("/")).is_file(), f"{page} loads {source}"


def test_no_page_has_a_handler_that_the_policy_would_stop(scripts: dict[str, ScriptReader]) -> None:
    assert {page: reader.handlers for page, reader in scripts.items() if reader.handlers} == {}


def test_no_page_has_a_style_that_the_policy_would_stop(
    policy: dict[str, list[str]], scripts: dict[str, ScriptReader]
) -> None:
    assert policy["style-src"] == ["'self'"]
    assert {page: reader.styles for page, reader in scripts.items() if reader.styles} == {}
