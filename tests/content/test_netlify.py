"""The static host serves the pages as our own server does, to readers of both languages."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hdh_faq.site.headers import FIXED, IMMUTABLE, POLICY, cache_policy
from static_host import StaticHost

PROJECT = Path(__file__).parents[2]
CONFIGURATION = PROJECT / "netlify.toml"


@pytest.fixture(scope="module")
def netlify() -> dict[str, Any]:
    return tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def host(real_site: Path) -> StaticHost:
    return StaticHost.of(real_site, CONFIGURATION)


def site_paths(site: Path) -> list[str]:
    hidden = ("_headers", ".hdh-faq-files")
    return sorted(
        "/" + path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and path.name not in hidden
    )


# Headers


def test_every_file_is_sent_with_the_headers_of_the_server(host: StaticHost, real_site: Path) -> None:
    paths = site_paths(real_site)
    assert len(paths) > 100
    for path in (*paths, "/", "/en/", "/nowhere/", "/en/nowhere/"):
        assert host.get(path).headers.items() >= FIXED.items(), path
        assert "default-src 'none'" in host.get(path).headers[POLICY], path


def test_only_the_build_writes_headers(netlify: dict[str, Any]) -> None:
    assert "headers" not in netlify


def test_caching_agrees_with_the_server_on_every_file(host: StaticHost, real_site: Path) -> None:
    paths = site_paths(real_site)
    kept = [path for path in paths if host.get(path).headers["Cache-Control"] == IMMUTABLE]
    assert kept == [path for path in paths if cache_policy(path) == IMMUTABLE]
    assert any(path.startswith("/assets/faq/bundle/") for path in kept)


def test_what_is_not_kept_for_ever_is_asked_for_again(host: StaticHost, real_site: Path) -> None:
    for path in site_paths(real_site):
        policy = host.get(path).headers["Cache-Control"]
        assert policy == IMMUTABLE or "must-revalidate" in policy, path


def test_only_files_with_a_digest_in_their_names_are_kept_for_ever(real_site: Path) -> None:
    kept = [path for path in site_paths(real_site) if cache_policy(path) == IMMUTABLE]
    assert kept
    assert [path for path in kept if not re.search(r"[.-][0-9a-f]{8,64}\.", path)] == []


def test_the_browsers_engine_is_kept_for_ever(host: StaticHost) -> None:
    assert host.get("/assets/faq/bundle/words.0123abcd.json").headers["Cache-Control"] == IMMUTABLE


# Languages


@pytest.mark.parametrize("language", ["en", "en-GB", "EN-us"])
def test_the_bare_root_leads_an_english_browser_to_english(host: StaticHost, language: str) -> None:
    reply = host.get("/", language)
    assert (reply.status, reply.headers["Location"]) == (302, "/en/")


@pytest.mark.parametrize("language", ["fr", "fr-CA", "de", "", "eng", "*"])
def test_the_bare_root_is_french_for_all_others(host: StaticHost, language: str) -> None:
    reply = host.get("/", language)
    assert reply.status == 200
    assert b'<html lang="fr"' in reply.body


def test_who_asked_for_french_gets_it(host: StaticHost) -> None:
    reply = host.get("/?lang=fr", "en-GB")
    assert reply.status == 200
    assert b'<html lang="fr"' in reply.body


def test_the_link_to_french_on_the_english_home_page_asks_for_it(host: StaticHost) -> None:
    assert b"?lang=fr" in host.get("/en/", "en").body


@pytest.mark.parametrize("path", ["/cnil/", "/en/", "/en/cnil/", "/index.html", "/sitemap.xml", "/nowhere/"])
def test_no_other_address_depends_on_the_language(host: StaticHost, path: str) -> None:
    assert host.get(path, "en") == host.get(path, "fr")


@pytest.mark.parametrize(
    ("path", "lang"), [("/nowhere/", "fr"), ("/a/b.html", "fr"), ("/en/nowhere/", "en"), ("/en/a/b.html", "en")]
)
def test_what_is_not_found_says_so_in_the_language_of_its_address(host: StaticHost, path: str, lang: str) -> None:
    for language in ("fr", "en"):
        reply = host.get(path, language)
        assert reply.status == 404
        assert f'<html lang="{lang}"'.encode() in reply.body


# The rest


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/chat/", "/demander/"),
        ("/chat", "/demander/"),
        ("/en/chat/", "/en/demander/"),
        ("/en/chat", "/en/demander/"),
    ],
)
def test_the_chat_that_is_not_here_leads_to_the_ask_page(host: StaticHost, path: str, target: str) -> None:
    reply = host.get(path)
    assert (reply.status, reply.headers["Location"]) == (302, target)
    assert host.get(target).status == 200


def test_no_page_is_hidden_by_a_redirect(host: StaticHost, real_site: Path) -> None:
    """Every page is sent as it was built, to a browser of either language."""
    for page in real_site.rglob("index.html"):
        address = "/" + page.relative_to(real_site).as_posix().removesuffix("index.html")
        for language in ("fr", *(["en"] if address != "/" else [])):
            reply = host.get(address, language)
            assert (reply.status, reply.body) == (200, page.read_bytes()), address


def test_build_names_files_that_exist(netlify: dict[str, Any]) -> None:
    [lock] = re.findall(r"-r (\S+)", netlify["build"]["command"])
    assert (PROJECT / lock).is_file()
    assert netlify["build"]["publish"] == "site"
