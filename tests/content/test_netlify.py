"""The static host serves the pages as our own server does."""

import fnmatch
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hdh_faq.site.headers import FIXED, IMMUTABLE, cache_policy

PROJECT = Path(__file__).parents[2]
# What only a static host says: our server stands behind a proxy that ends TLS, and keeps caching apart.
HOST_ONLY = {"Strict-Transport-Security", "Cache-Control"}


@pytest.fixture(scope="module")
def netlify() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "netlify.toml").read_text(encoding="utf-8"))


def caching(netlify: dict[str, Any], path: str) -> str:
    """Cache-Control of a path: the last rule that matches decides."""
    said = [
        rule["values"]["Cache-Control"]
        for rule in netlify["headers"]
        if fnmatch.fnmatchcase(path, rule["for"]) and "Cache-Control" in rule["values"]
    ]
    return str(said[-1]) if said else "public, max-age=0, must-revalidate"  # Netlify's default


def site_paths(site: Path) -> list[str]:
    return sorted("/" + path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


def test_fixed_headers_are_those_of_the_server(netlify: dict[str, Any]) -> None:
    [everywhere] = [rule["values"] for rule in netlify["headers"] if rule["for"] == "/*"]
    assert {name: value for name, value in everywhere.items() if name not in HOST_ONLY} == FIXED


def test_only_the_build_writes_the_content_security_policy(netlify: dict[str, Any], real_site: Path) -> None:
    assert not any("Content-Security-Policy" in rule["values"] for rule in netlify["headers"])
    assert "Content-Security-Policy: " in (real_site / "_headers").read_text(encoding="utf-8")


def test_caching_agrees_with_the_server_on_every_file(netlify: dict[str, Any], real_site: Path) -> None:
    paths = site_paths(real_site)
    assert paths
    different = [path for path in paths if (caching(netlify, path) == IMMUTABLE) != (cache_policy(path) == IMMUTABLE)]
    assert different == []


def test_what_is_not_kept_for_ever_is_asked_for_again(netlify: dict[str, Any], real_site: Path) -> None:
    for path in site_paths(real_site):
        policy = caching(netlify, path)
        assert policy == IMMUTABLE or "must-revalidate" in policy or "no-cache" in policy, path


def test_only_files_with_a_digest_in_their_names_are_kept_for_ever(real_site: Path) -> None:
    kept = [path for path in site_paths(real_site) if cache_policy(path) == IMMUTABLE]
    assert kept
    assert [path for path in kept if not re.search(r"\.[0-9a-f]{8}\.min\.", path)] == []


def test_redirects_lead_to_pages(netlify: dict[str, Any], real_site: Path) -> None:
    chats = [rule for rule in netlify["redirects"] if rule["status"] == 302]
    assert {rule["from"] for rule in chats} == {"/chat/*", "/en/chat/*"}
    for rule in chats:
        assert (real_site / rule["to"].lstrip("/") / "index.html").is_file(), rule["to"]


def test_what_is_not_found_says_so_in_the_language_of_its_address(netlify: dict[str, Any], real_site: Path) -> None:
    # Rules are tried in their order: the chat's stand before the one for all of /en/.
    last = netlify["redirects"][-1]
    assert last == {"from": "/en/*", "to": "/en/404.html", "status": 404}
    assert (real_site / "en" / "404.html").is_file()


def test_build_names_files_that_exist(netlify: dict[str, Any]) -> None:
    [lock] = re.findall(r"-r (\S+)", netlify["build"]["command"])
    assert (PROJECT / lock).is_file()
    assert netlify["build"]["publish"] == "site"
