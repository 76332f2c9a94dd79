"""The site in a folder of a host that serves files and nothing else: what is not found says so, and leads on."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.conftest import Visitor
from conftest import PROJECT, TOY
from hdh_faq.settings import Settings
from hdh_faq.site.build import build_site

FOLDER = "/hub"


class StrictHost(http.server.SimpleHTTPRequestHandler):
    """Serves what lies in the folder by its exact name; all else is answered as netlify.toml says."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        name = path.removeprefix(f"{FOLDER}/") + ("index.html" if path.endswith("/") else "")
        file = Path(self.directory) / name
        found = path.startswith(f"{FOLDER}/") and file.is_file()
        if not found:
            file = Path(self.directory) / ("en/404.html" if path.startswith(f"{FOLDER}/en/") else "404.html")
        content = file.read_bytes()
        self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(content)))
        headers = (Path(self.directory) / "_headers").read_text(encoding="utf-8").splitlines()
        self.send_header(*next(line for line in headers if ": " in line).strip().split(": ", 1))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    project = tmp_path_factory.mktemp("hosted") / "tests" / "toy"
    shutil.copytree(TOY, project)
    shutil.copytree(PROJECT / "theme", project.parent.parent / "theme")
    # Before the build, which writes the address into the pages.
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(StrictHost, directory=str(project / "site"))
    )
    address = f"http://127.0.0.1:{server.server_port}"
    build_site(Settings(public_url=address + FOLDER, api_url=""), project)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()


@pytest.fixture
def visitor(browser: Browser, host: str) -> Iterator[Visitor]:
    context = browser.new_context(locale="fr-FR")
    yield Visitor(context.new_page(), host)
    context.close()


@pytest.mark.parametrize(
    ("path", "heading", "home", "twin"),
    [
        ("/hub/nothing", "Page introuvable", "/hub/", "/hub/en/"),
        ("/hub/a/b/c/", "Page introuvable", "/hub/", "/hub/en/"),
        ("/hub/en/nothing", "Page not found", "/hub/en/", "/hub/?lang=fr"),
        ("/hub/en/a/b/c/", "Page not found", "/hub/en/", "/hub/?lang=fr"),
    ],
)
def test_what_is_not_found_leads_on_at_any_depth(
    visitor: Visitor, path: str, heading: str, home: str, twin: str
) -> None:
    failed: list[str] = []
    visitor.page.on("response", lambda response: failed.append(response.url) if not response.ok else None)
    visitor.page.goto(visitor.base + path, wait_until="networkidle")
    assert visitor.page.locator("article h1").inner_text() == heading
    # The page itself is the only thing that is missing, and the only complaint.
    assert failed == [visitor.base + path]
    assert [text for text in visitor.complaints if not text.startswith("Failed to load resource")] == []
    assert visitor.foreign == []
    links = visitor.page.locator("article li a")
    assert links.first.evaluate("(link) => link.href") == visitor.base + home
    assert visitor.page.locator("a.faq-language").first.evaluate("(link) => link.href") == visitor.base + twin


@pytest.mark.parametrize("path", ["/hub/", "/hub/droit/", "/hub/en/hebergeur/"])
def test_a_page_in_a_folder_loads_whole_and_without_complaint(visitor: Visitor, path: str) -> None:
    failed: list[str] = []
    visitor.page.on("response", lambda response: failed.append(response.url) if not response.ok else None)
    visitor.page.goto(visitor.base + path, wait_until="networkidle")
    assert failed == []
    # Data for search engines are no script: the content security policy lets them stand.
    assert visitor.complaints == []
    assert visitor.page.locator("script[type='application/ld+json']").count() == 1
