"""What can be set, called or answered is documented, or a test is red."""

import re
from dataclasses import Field, fields
from pathlib import Path

import click
import pytest

from hdh_faq.answer import Outcome
from hdh_faq.cli import main
from hdh_faq.settings import PACKAGED_MODEL, PREFIX, Settings

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
OPTIONS = [
    (name, option)
    for name, command in sorted(main.commands.items())
    for parameter in command.params
    if isinstance(parameter, click.Option)
    for option in parameter.opts
]


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_readme_names_every_setting_with_its_default(setting: "Field[object]") -> None:
    rows = re.findall(rf"^\| `{PREFIX}{setting.name.upper()}` \| (.*?) \|", README, re.MULTILINE)
    assert len(rows) == 1
    shown = {"": "empty", str(PACKAGED_MODEL): "the packaged model"}.get(str(setting.default), f"`{setting.default}`")
    assert rows[0] == shown


@pytest.mark.parametrize(("page", "empty", "packaged"), [
    ("docs/fr/exploitation.md", "vide", "le modèle livré"),
    ("docs/en/exploitation.md", "empty", "the packaged model"),
])  # fmt: skip
def test_the_operators_page_names_all_settings_in_their_order_with_their_defaults(
    page: str, empty: str, packaged: str
) -> None:
    rows = re.findall(rf"^\| `{PREFIX}([A-Z_]+)` \| (.*?) \| \S", (PROJECT / page).read_text("utf-8"), re.MULTILINE)
    shown = {"": empty, str(PACKAGED_MODEL): packaged}
    assert rows == [
        (setting.name.upper(), shown.get(str(setting.default), f"`{setting.default}`"))
        for setting in fields(Settings)
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_operators_page_names_every_figure_of_monitoring_and_no_other(lang: str) -> None:
    page = (PROJECT / "docs" / lang / "exploitation.md").read_text("utf-8")
    code = (PROJECT / "src/hdh_faq/metrics.py").read_text("utf-8")
    figures = {
        f"{name}_total" if name.endswith(("questions", "limited")) else name
        for name in re.findall(r'"(hdh_faq_[a-z_]+)"', code)
    }
    assert set(re.findall(r"`(hdh_faq_[a-z_]+)`", page)) == figures


def test_readme_names_no_setting_that_does_not_exist() -> None:
    ours = {PREFIX + setting.name.upper() for setting in fields(Settings)}
    assert set(re.findall(rf"{PREFIX}[A-Z_]*[A-Z]", README)) <= ours


@pytest.mark.parametrize("command", sorted(main.commands))
def test_readme_names_every_command(command: str) -> None:
    assert re.search(rf"`hdh-faq {command}\b", README)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_readme_names_every_option_beside_its_command(command: str, option: str) -> None:
    rows = [line for line in README.splitlines() if re.search(rf"`hdh-faq {command}\b", line)]
    # Not a part of another option: --json is not documented by --jsonl.
    assert any(re.search(rf"(?<![\w-]){option}(?![\w-])", row) for row in rows)


def test_readme_names_no_command_that_does_not_exist() -> None:
    assert set(re.findall(r"`hdh-faq ([a-z]+)", README)) <= set(main.commands)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("document", ["README.md", "docs/fr/methode.md", "docs/en/methode.md"])
def test_every_outcome_is_explained_in_both_languages(document: str, outcome: Outcome) -> None:
    assert f"`{outcome}`" in (PROJECT / document).read_text(encoding="utf-8")


def test_files_that_the_readme_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert [link for link in links if not (PROJECT / link).exists()] == []
