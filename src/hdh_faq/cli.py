"""Command line. Each command says what it did on stderr; stdout is for what was asked."""

import io
import json
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from hdh_faq.errors import FaqError
from hdh_faq.folders import recover
from hdh_faq.languages import LANGUAGES
from hdh_faq.project_commands import PROJECT_COMMANDS
from hdh_faq.settings import Settings
from hdh_faq.terminal import load_faq, say

LANGUAGE = click.Choice(LANGUAGES)


class Commands(click.Group):
    """Ours. Whatever file one of them cannot use, it says which in a sentence."""

    def invoke(self, context: click.Context) -> Any:  # noqa: ANN401 - whatever a command returns
        """Run a command."""
        try:
            return super().invoke(context)
        except OSError as error:
            if not error.filename:
                raise
            raise FaqError(f"“{error.filename}” cannot be used: {error.strerror}.") from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hdh-faq")
def main() -> None:
    """Questions and answers on the Health Data Hub leaving Microsoft Azure, from published pages only."""
    # Each piece of work here is tiny: handing it to threads takes longer than doing it.
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(threads, "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    # Windows and bare containers: our sentences are French whatever the terminal thinks.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


@main.command()
@click.option("--site", type=click.Path(path_type=Path), help="Folder of a built site.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write the index to.")
def index(site: Path | None, out: Path | None) -> None:
    """Index the pages of any built site."""
    from hdh_faq.refresh import refresh

    settings = Settings.from_env()
    pages = site or settings.site_dir
    recover(pages)
    refresh(pages, out or settings.index_dir, settings, say)


@main.command()
def publish() -> None:
    """Write the index to the engine that HDH_FAQ_STORE names, for every server that asks there."""
    from hdh_faq.index_files import load
    from hdh_faq.store.opening import publish as write

    settings = Settings.from_env()
    say(f"Published: {write(settings.store, load(settings.index_dir))} at {settings.store}")


@main.command()
@click.argument("question", required=False)
@click.option("--lang", type=LANGUAGE, help="Language of the page the question comes from.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--jsonl", type=click.File("rb"), help="Answer each line of a file, “-” for stdin.")
def ask(question: str | None, lang: str | None, as_json: bool, jsonl: BinaryIO | None) -> None:
    """Answer QUESTION, or each line {"id", "q", "lang"?, "previous"?} of a file."""
    if (question is None) == (jsonl is None):
        raise click.UsageError("Give a question, or a file with --jsonl.")
    from hdh_faq.answer_lines import answer_line, as_text, refused

    faq = load_faq()
    if jsonl is not None:
        for line in jsonl:
            if line.strip():
                click.echo(answer_line(faq, line))
        return
    answer = faq.ask(question, lang)  # type: ignore[arg-type]
    if as_json:
        click.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=1))
    elif not refused(answer):
        click.echo(as_text(answer))
    if refused(answer):
        raise FaqError(answer.message)


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(host: str | None, port: int | None) -> None:
    """Serve site, chat and JSON on one port; a stale or damaged index is rebuilt first."""
    settings = Settings.from_env()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = replace(settings, **given).checked()  # type: ignore[arg-type]
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for chatty in ("httpx", "sentence_transformers", "faiss", "bm25s"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    from hdh_faq.embedding import load_embedder
    from hdh_faq.faq import Faq
    from hdh_faq.refresh import refresh
    from hdh_faq.server import serve as run
    from hdh_faq.server import take_port

    with take_port(settings) as listener:
        recover(settings.site_dir)
        fresh, embedder = refresh(settings.site_dir, settings.index_dir, settings, say)
        run(Faq(fresh, embedder or load_embedder(settings), settings), settings, listener)


@main.command()
def mcp() -> None:
    """Answer an agent over stdin and stdout, by the Model Context Protocol."""
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise FaqError("This needs the library of the protocol: install hdh-faq[mcp].")
    from hdh_faq.asker import Asker
    from hdh_faq.mcp import mcp_server

    faq, settings = load_faq(), Settings.from_env()
    ask = Asker(lambda: faq, settings.max_concurrent, settings.max_waiting, off=settings.off)
    mcp_server(ask).run("stdio")


@main.command()
def gaps() -> None:
    """Print what the pages did not answer, counted by day, outcome and nearest section, as CSV."""
    from hdh_faq.gaps import as_csv, read

    path = Settings.from_env().gaps_file
    if not path:
        raise FaqError("Nothing is counted: name a file in HDH_FAQ_GAPS_FILE, here and where the server runs.")
    click.echo(as_csv(read(Path(path))), nl=False)


@main.command()
def headers() -> None:
    """Print the headers of the built site as lines for nginx; other static hosts read `_headers` in the site."""
    from hdh_faq.errors import SiteMissingError
    from hdh_faq.site.headers import nginx_headers

    settings = Settings.from_env()
    if not (settings.site_dir / "index.html").is_file():
        raise SiteMissingError(f"No built site in “{settings.site_dir}”. Run `hdh-faq build` first.")
    click.echo(nginx_headers(settings.site_dir, settings.api_url, settings.public_url), nl=False)


@main.command()
@click.option("--site", type=click.Path(path_type=Path), required=True, help="Folder of a built site.")
@click.option("--questions", type=click.Path(path_type=Path), required=True, help="Set of questions, as JSON lines.")
def tune(site: Path, questions: Path) -> None:
    """Fit the numbers of a site to questions whose right replies are known."""
    from hdh_faq.tuning import tune_site

    place = tune_site(site, questions, Settings.from_env())
    say(f"Numbers: {place}. `hdh-faq index --site {site}` takes them up; remove the file to go back.")


@main.command()
@click.option("--site", required=True, help="Address of the published site.")
@click.option("--lang", type=LANGUAGE, default="fr", show_default=True, help="Language of the pages.")
def widget(site: str, lang: str) -> None:
    """Print a form to paste into any page: it asks here, with no script there and nothing sent before."""
    from hdh_faq.web_address import is_address

    if not is_address(site):
        raise FaqError(f"--site must be an address like https://faq.example, not {site!r}.")
    page = f"{site.rstrip('/')}/{'' if lang == 'fr' else 'en/'}demander/"
    label, ask = ("Votre question", "Demander") if lang == "fr" else ("Your question", "Ask")
    click.echo(f'<form action="{page}"><label>{label} <input name="ask" maxlength="1000" required></label>')
    click.echo(f"<button>{ask}</button></form>")


for command in PROJECT_COMMANDS:
    main.add_command(command)
