"""Where a weakness is told: the standard file, and what else says the same address."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from hdh_faq.site.security import PLACE, REPOSITORY, security_txt, write_security

PROJECT = Path(__file__).parents[2]
CHECKED = date(2026, 11, 29)


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_it_has_the_fields_of_the_standard_each_once() -> None:
    text = security_txt(CHECKED, "https://site.example/faq/")
    assert [line.split(":")[0] for line in text.splitlines()] == [
        "Contact", "Expires", "Preferred-Languages", "Policy", "Canonical",
    ]  # fmt: skip
    assert fields(text)["Canonical"] == "https://site.example/faq/.well-known/security.txt"
    assert all(fields(text)[name].startswith("https://") for name in ("Contact", "Policy", "Canonical"))
    assert "Canonical" not in fields(security_txt(CHECKED, ""))


def test_it_expires_in_less_than_a_year_after_the_pages_were_checked() -> None:
    expires = datetime.fromisoformat(fields(security_txt(CHECKED, ""))["Expires"])
    day = datetime(2026, 11, 29, tzinfo=UTC)
    assert timedelta(days=300) < expires - day < timedelta(days=365)


def test_the_newest_date_of_a_page_counts(tmp_path: Path) -> None:
    for name, as_of in (("a", "2024-01-01"), ("b", "2025-06-01"), ("c", "not yet")):
        page = tmp_path / "docs" / "fr" / f"{name}.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\nas_of: {as_of}\n---\n# T\n", encoding="utf-8")
    (tmp_path / "site").mkdir()
    write_security(tmp_path / "site", tmp_path / "docs", "")
    assert (tmp_path / "site" / PLACE).read_text("utf-8") == security_txt(date(2025, 6, 1), "")


def test_the_built_site_holds_it(toy_site: Path) -> None:
    assert fields((toy_site / PLACE).read_text("utf-8"))["Contact"].startswith(REPOSITORY)


def test_all_speak_of_the_same_repository() -> None:
    for name in ("mkdocs.yml", "mkdocs.en.yml", "publiccode.yml"):
        assert set(re.findall(r"https://github\.com/[\w-]+/[\w-]+", (PROJECT / name).read_text("utf-8"))) == {
            REPOSITORY
        }
    policy = (PROJECT / "SECURITY.md").read_text("utf-8")
    assert policy.count(f"{REPOSITORY}/security/advisories/new") == 2


# publiccode.yml (standard 0.4)

CODE = yaml.safe_load((PROJECT / "publiccode.yml").read_text("utf-8"))


def test_publiccode_has_what_the_standard_requires() -> None:
    assert CODE.keys() >= {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert CODE["publiccodeYmlVersion"] == "0.4"
    assert CODE["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert CODE["softwareType"] == "standalone/web"
    assert CODE["maintenance"]["type"] == "none" or CODE["maintenance"]["contacts"]
    assert CODE["legal"]["license"] == "MIT"
    assert sorted(CODE["localisation"]["availableLanguages"]) == ["en", "fr"]
    assert CODE["localisation"]["localisationReady"] is True


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_publiccode_describes_itself_in_both_languages_within_the_lengths(lang: str) -> None:
    own = CODE["description"][lang]
    assert len(own["shortDescription"]) <= 150
    assert 150 <= len(own["longDescription"]) <= 10_000
    assert own["features"]
    assert all(len(feature) <= 100 for feature in own["features"])
    assert own["genericName"]
    assert len(own["genericName"]) <= 35


def test_publiccode_names_the_version_of_the_package() -> None:
    project = (PROJECT / "pyproject.toml").read_text("utf-8")
    assert re.search(rf'^version = "{re.escape(CODE["softwareVersion"])}"$', project, re.MULTILINE)
    assert isinstance(CODE["releaseDate"], date)
