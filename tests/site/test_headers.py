"""HTTP headers: the policy names every inline script and no more; the static host sends what the server does."""

import base64
import hashlib
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from hdh_faq.cli import main
from hdh_faq.settings import Settings
from hdh_faq.site.headers import (
    FIXED,
    HASHED,
    HSTS,
    IMMUTABLE,
    POLICY,
    REVALIDATE,
    cache_policy,
    chat_policy,
    content_policy,
    everywhere,
    inline_script_digests,
    nginx_headers,
    site_headers,
)
from static_host import read_headers


class ScriptCollector(HTMLParser):
    """The inline scripts of a page, found by another parser than ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._inside = tag == "script" and "src" not in names and names.get("type") in (None, "module")
        if self._inside:
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._inside = False


def digest(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """A site of pages that hold the given markup."""

    def write(*bodies: str | bytes) -> Path:
        for number, body in enumerate(bodies):
            data = body if isinstance(body, bytes) else body.encode()
            (tmp_path / f"{number}.html").write_bytes(data)
        return tmp_path

    return write


# Digests


@pytest.mark.parametrize(
    "code",
    [
        "x()",
        "",
        " \n x() \n",
        "a < b && c > d",
        "'é «œ» 🙂'",
        "'<b>&amp;</b>'",
        "// <!-- x -->",
        "if (a) {\n\tb()\n}\n",
    ],
)
def test_an_inline_script_is_named_by_its_digest(site: Callable[..., Path], code: str) -> None:
    assert inline_script_digests(site(f"<script>{code}</script>")) == [digest(code)]


@pytest.mark.parametrize("kind", ["", ' type=""', ' type="module"', ' type="text/javascript"', " async", " nonce=x"])
def test_every_kind_that_runs_is_named(site: Callable[..., Path], kind: str) -> None:
    assert inline_script_digests(site(f"<script{kind}>x()</script>")) == [digest("x()")]


@pytest.mark.parametrize("kind", ["TEXT/JAVASCRIPT", "Module", "application/javascript", " text/javascript "])
def test_a_kind_written_otherwise_runs_and_is_named(site: Callable[..., Path], kind: str) -> None:
    assert inline_script_digests(site(f'<script type="{kind}">x()</script>')) == [digest("x()")]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="a.js"></script>',
        '<script src="a.js">x()</script>',
        '<script type="application/json">{"a": 1}</script>',
        '<script id="faq-page" type="application/json">{}</script>',
        '<script type="application/ld+json">{}</script>',
        '<script type="text/template"><p></p></script>',
        "<!-- <script>x()</script> -->",
        "<p>&lt;script&gt;x()&lt;/script&gt;</p>",
        "<style>p {}</style>",
        "",
    ],
)
def test_what_does_not_run_inline_is_not_named(site: Callable[..., Path], markup: str) -> None:
    assert inline_script_digests(site(markup)) == []


def test_line_ends_are_those_a_browser_hashes(site: Callable[..., Path]) -> None:
    assert inline_script_digests(site(b"<script>a()\r\nb()\rc()</script>")) == [digest("a()\nb()\nc()")]


def test_each_script_of_all_pages_is_named_once_and_sorted(site: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "index.html").write_text("<script>z()</script>", encoding="utf-8")
    folder = site("<script>x()</script><p>a<script>y()</script>", "<script>x()</script>")
    assert inline_script_digests(folder) == sorted(digest(f"{name}()") for name in "xyz")


def test_files_that_are_no_pages_are_not_read(site: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<script>x()</script>", encoding="utf-8")
    assert inline_script_digests(site("<p>x</p>")) == []


# The policy


def test_the_policy_of_a_built_site_names_every_script_that_its_pages_hold(toy_site: Path) -> None:
    collected = ScriptCollector()
    for page in toy_site.rglob("*.html"):
        collected.feed(page.read_text(encoding="utf-8"))
    assert collected.scripts
    named = directives(content_policy(toy_site, "/api/ask"))["script-src"]
    assert sorted(named) == sorted(["'self'", *{f"'{digest(code)}'" for code in collected.scripts}])


def test_a_script_put_in_later_is_not_allowed(toy_site: Path, tmp_path: Path) -> None:
    before = content_policy(toy_site, "/api/ask")
    copy = Path(shutil.copytree(toy_site, tmp_path / "site"))
    page = copy / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<script>evil()</script>", encoding="utf-8")
    assert digest("evil()") not in before
    assert digest("evil()") in content_policy(copy, "/api/ask")


def test_pages_may_load_from_their_own_site_only(toy_site: Path) -> None:
    policy = directives(content_policy(toy_site, "/api/ask"))
    assert policy["default-src"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    for name, values in policy.items():
        assert not {"*", "https:", "http:", "'unsafe-eval'"} & set(values)
        assert "'unsafe-inline'" not in values, name


@pytest.mark.parametrize("address", ["/api/ask", "/elsewhere", "", "api/ask", "../api/ask"])
def test_an_api_on_the_same_site_adds_nothing(site: Callable[..., Path], address: str) -> None:
    assert directives(content_policy(site("<p>"), address))["connect-src"] == ["'self'"]


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://chat.example.org/api/ask", "https://chat.example.org"),
        ("https://chat.example.org:8443/api/ask?x=1#y", "https://chat.example.org:8443"),
        ("http://127.0.0.1:8000/api/ask", "http://127.0.0.1:8000"),
        ("https://chat.example.org", "https://chat.example.org"),
    ],
)
def test_an_api_elsewhere_may_be_asked(site: Callable[..., Path], address: str, origin: str) -> None:
    assert directives(content_policy(site("<p>"), address))["connect-src"] == ["'self'", origin]


def test_an_api_address_without_scheme_makes_a_source_that_browsers_know(site: Callable[..., Path]) -> None:
    added = directives(content_policy(site("<p>"), "//chat.example.org/api/ask"))["connect-src"][1:]
    assert [source.startswith(":") for source in added] == [False]


def test_a_site_without_scripts_allows_its_files_only(site: Callable[..., Path]) -> None:
    assert directives(content_policy(site("<p>"), ""))["script-src"] == ["'self'"]


def test_the_chat_talks_to_nobody_else_and_evaluates_nothing() -> None:
    policy = directives(chat_policy(["sha256-x="]))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'", "'sha256-x='"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    values = [(name, value) for name, values in policy.items() for value in values]
    assert not {"*", "https:", "http:", "blob:", "'unsafe-eval'"} & {value for _, value in values}
    # Gradio sets styles on its elements.
    assert [name for name, value in values if value == "'unsafe-inline'"] == ["style-src"]


# Caching


@pytest.mark.parametrize("name", ["pages-fr.a9236fc476adb106.bin", "meaning.5946c6617a45d909.bin"])
def test_files_named_by_digest_are_kept_for_a_year(name: str) -> None:
    assert cache_policy(f"/assets/faq/bundle/{name}") == IMMUTABLE


@pytest.mark.parametrize(
    "path",
    ["/", "", "/index.html", "/en/", "/droit/", "/assets/faq/widget.js", "/assets/faq/engine/worker.js",
     "/assets/faq/bundle.json", "/assets/faq/headings.json", "/assets/css/base.css", "/assets/fonts/faq-text.woff2",
     "/sitemap.xml", "/en/assets/faq/bundle/x.0123abcd.bin", "/x/assets/faq/bundle/x.0123abcd.bin", "/api/ask"],
)  # fmt: skip
def test_all_else_is_asked_for_again(path: str) -> None:
    assert cache_policy(path) == REVALIDATE


def test_every_immutable_file_of_the_site_carries_a_digest(real_site: Path) -> None:
    files = [path for path in real_site.rglob("*") if path.is_file()]
    kept = [path for path in files if cache_policy(f"/{path.relative_to(real_site).as_posix()}") == IMMUTABLE]
    assert kept
    for path in kept:
        assert path.name.split(".")[1] == hashlib.sha256(path.read_bytes()).hexdigest()[:16]


# The static host


def test_the_build_writes_all_headers_for_static_hosts(toy_site: Path) -> None:
    written = (toy_site / "_headers").read_text(encoding="utf-8")
    assert written == site_headers(toy_site, Settings().api_url)
    rules = dict(read_headers(written))
    assert rules.pop("/*") == {**FIXED, POLICY: content_policy(toy_site, Settings().api_url)}
    assert rules == {f"{HASHED}*": {"Cache-Control": IMMUTABLE}}


@pytest.mark.parametrize(
    ("address", "told"), [("https://site.example", True), ("http://site.example", False), ("", False)]
)
def test_browsers_are_told_to_stay_behind_tls_where_there_is_tls(toy_site: Path, address: str, told: bool) -> None:
    assert (f"Strict-Transport-Security: {HSTS}" in site_headers(toy_site, "", address)) is told
    assert (f'add_header Strict-Transport-Security "{HSTS}" always;' in nginx_headers(toy_site, "", address)) is told


def test_nginx_is_told_the_same(toy_site: Path) -> None:
    lines = nginx_headers(toy_site, "/api/ask").splitlines()
    found = [re.fullmatch(r'add_header ([A-Za-z-]+) "([^"]*)" always;', line) for line in lines]
    told = {line[1]: line[2] for line in found if line}
    assert len(told) == len(lines)
    assert told.pop("Cache-Control") == "$hdh_faq_cache"
    assert told == everywhere(toy_site, "/api/ask", "")


def test_a_command_prints_them_for_the_built_site(toy_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HDH_FAQ_SITE_DIR", str(toy_site))
    done = CliRunner().invoke(main, ["headers"])
    assert (done.exit_code, done.stdout) == (0, nginx_headers(toy_site, Settings().api_url))


def test_without_a_site_there_are_no_headers_to_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HDH_FAQ_SITE_DIR", str(tmp_path))
    done = CliRunner().invoke(main, ["headers"])
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: No built site")
