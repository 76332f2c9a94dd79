"""Commands that work in the project's repository only: building its pages, checking and measuring them."""

import json
import sys
from functools import partial
from pathlib import Path

import click

from hdh_faq.errors import FaqError
from hdh_faq.folders import recover
from hdh_faq.settings import Settings
from hdh_faq.terminal import load_faq, say

RIVALS = ("material", "pagefind", "minilm")


@click.command()
@click.option("--pages-only", is_flag=True, help="Build the sites only, for a static host without the index.")
def build(pages_only: bool) -> None:
    """Build both sites, then the index, then what browsers need to answer by themselves."""
    from hdh_faq.site.build import build_site

    settings = Settings.from_env()
    build_site(settings, finish=None if pages_only else partial(_make_answerable, settings=settings))
    say(f"Site: {settings.site_dir}")


def _make_answerable(site: Path, settings: Settings) -> None:
    """Index a new site, and write into it what browsers need to answer."""
    from hdh_faq.bundle import write_bundle
    from hdh_faq.embedding import load_embedder
    from hdh_faq.refresh import refresh

    fresh, embedder = refresh(site, settings.index_dir, settings, say)
    write_bundle(fresh, embedder or load_embedder(settings), site, settings.max_question_chars)


@click.command()
def check() -> None:
    """Check the pages against the content rules; exit code 1 if something must be mended."""
    from hdh_faq.site.check import check_project
    from hdh_faq.site.report import quality_table

    settings = Settings.from_env()
    recover(settings.site_dir)
    findings = check_project(Path(), settings)
    for finding in findings:
        click.echo(str(finding))
    for line in quality_table(Path()):
        say(line)
    errors = sum(not finding.is_warning for finding in findings)
    say(f"{errors} error(s), {len(findings) - errors} warning(s).")
    if errors:
        sys.exit(1)


@click.command("eval")
@click.option("--split", type=click.Choice(["dev", "test"]), default="dev", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.option("--by", type=click.Choice(["lang", "style", "topic"]), default="lang", show_default=True)
@click.option("--against", "names", type=click.Choice(["all", *RIVALS]), multiple=True, help="Compare; repeatable.")
@click.option("--model", "models", multiple=True, help="Compare with a model: folder or hub name; repeatable.")
def evaluate(split: str, as_json: bool, by: str, names: tuple[str, ...], models: tuple[str, ...]) -> None:
    """Measure answers on a question set: ours, dense only, BM25 only, and other systems if named."""
    # The house of measuring is no part of the package: it stands beside it in the repository.
    root = Path(__file__).parents[2]
    if not (root / "evaluation" / "command.py").is_file():
        raise FaqError("The questions that answers are measured with are in the repository only: run this there.")
    sys.path.append(str(root))
    from evaluation import command

    report = command.report(load_faq, split, by, names, models)
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else command.as_table(report))
    for line in command.moved(split):
        say(line)


@click.group()
def new() -> None:
    """Make a new page."""


@new.command()
@click.argument("name")
def page(name: str) -> None:
    """Make docs/fr/NAME.md and its English twin."""
    from hdh_faq.site.new import new_page

    for path in new_page(name):
        say(f"{path}: write it, then add it to the navigation in mkdocs.yml and mkdocs.en.yml.")


@click.command()
def pin() -> None:
    """Pin the packaged data anew after changing it on purpose, in a checkout."""
    from hdh_faq import packaged

    say(f"Pinned: {packaged.pin()}")


PROJECT_COMMANDS = (build, check, evaluate, new, pin)
