import datetime as dt
import shutil
from pathlib import Path

import pytest

from hdh_faq.errors import FaqError
from hdh_faq.settings import Settings
from hdh_faq.site.check import check_project
from hdh_faq.site.new import new_page

DAY = dt.date(2026, 11, 24)


@pytest.fixture
def project(toy_project: Path, tmp_path: Path) -> Path:
    shutil.copytree(toy_project, tmp_path / "toy")
    return tmp_path / "toy"


def test_a_new_page_has_a_twin_and_passes_the_checks(project: Path) -> None:
    paths = new_page("audition", project / "docs", DAY)
    assert [path.relative_to(project).as_posix() for path in paths] == ["docs/fr/audition.md", "docs/en/audition.md"]
    findings = check_project(project, Settings(), DAY)
    assert [str(finding) for finding in findings if "audition" in finding.file] == []


@pytest.mark.parametrize("name", ["", "Été", "a b", "../x", "a/b", "-a", "a-", "a--b", "A", "x.html"])
def test_a_name_that_makes_no_address_is_refused(project: Path, name: str) -> None:
    with pytest.raises(FaqError, match="cannot name a page"):
        new_page(name, project / "docs")


def test_a_page_that_exists_is_never_overwritten(project: Path) -> None:
    before = (project / "docs" / "fr" / "droit.md").read_bytes()
    with pytest.raises(FaqError, match="exists already"):
        new_page("droit", project / "docs")
    assert (project / "docs" / "fr" / "droit.md").read_bytes() == before


def test_a_twin_that_exists_alone_is_not_overwritten_either(project: Path) -> None:
    (project / "docs" / "en" / "seule.md").write_text("mine", encoding="utf-8")
    with pytest.raises(FaqError, match="exists already"):
        new_page("seule", project / "docs")
    assert not (project / "docs" / "fr" / "seule.md").exists()


def test_outside_a_project_it_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(FaqError, match="root folder"):
        new_page("page", tmp_path / "docs")
