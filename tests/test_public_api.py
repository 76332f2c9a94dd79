"""What `hdh_faq` offers to Python programs, and nothing more."""

import doctest
import json
import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import hdh_faq
from hdh_faq import Answer, Faq, Outcome, indexing
from hdh_faq.embedding import load_embedder
from hdh_faq.index_files import save
from hdh_faq.settings import Settings


@pytest.fixture(scope="module")
def index_folder(toy_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy site, indexed by the packaged model."""
    folder = tmp_path_factory.mktemp("public") / "index"
    save(indexing.build(toy_site, load_embedder(Settings())), folder)
    return folder


def test_the_package_offers_three_names() -> None:
    assert sorted(hdh_faq.__all__) == ["Answer", "Faq", "Outcome"]


@pytest.mark.parametrize(
    ("name", "home"), [("Answer", "hdh_faq.answer"), ("Faq", "hdh_faq.faq"), ("Outcome", "hdh_faq.answer")]
)
def test_each_name_is_the_class_of_its_module(name: str, home: str) -> None:
    offered = getattr(hdh_faq, name)
    assert (offered.__name__, offered.__module__) == (name, home)
    assert offered is getattr(sys.modules[home], name)
    assert offered.__doc__


def test_a_star_import_brings_just_these_names() -> None:
    names: dict[str, object] = {}
    exec("from hdh_faq import *", names)  # noqa: S102 - our own text
    assert set(names) - {"__builtins__"} == set(hdh_faq.__all__)


@pytest.mark.parametrize("name", ["faqs", "ask", "Settings", "Index", "_Faq", ""])
def test_any_other_name_is_an_attribute_error_that_names_it(name: str) -> None:
    with pytest.raises(AttributeError, match=f"'hdh_faq'.*'{name}'"):
        getattr(hdh_faq, name)


def test_a_wrong_import_is_an_import_error() -> None:
    with pytest.raises(ImportError):
        exec("from hdh_faq import Nonsense", {})  # noqa: S102 - our own text


def test_importing_the_package_alone_loads_no_model_library() -> None:
    # Building the pages needs the Markdown extensions only; a static host has neither torch nor FAISS.
    script = "import sys, hdh_faq, hdh_faq.site.citations, hdh_faq.cli; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint({"torch", "sentence_transformers", "faiss", "gradio", "fastapi", "bm25s"})


def test_a_saved_index_answers_in_two_calls(index_folder: Path) -> None:
    answer = Faq.load(str(index_folder)).ask("Qui remplace Microsoft ?", lang="fr")
    assert isinstance(answer, Answer)
    assert answer.outcome is Outcome.ANSWERED
    assert not answer.abstained
    assert answer.passages[0].url == "/hebergeur/#host"
    assert answer.passages[0].sources[0].publisher == "Le Journal"


def test_a_path_is_as_good_as_a_text(index_folder: Path) -> None:
    question = "Who replaces Microsoft?"
    assert Faq.load(index_folder).ask(question) == Faq.load(str(index_folder)).ask(question)


def test_the_default_folder_is_index(index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(index_folder.parent)
    assert Faq.load().ask("Who replaces Microsoft?").lang == "en"


def test_load_reads_the_settings_of_the_environment(index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HDH_FAQ_PUBLIC_URL", "https://example.org")
    monkeypatch.setenv("HDH_FAQ_MAX_QUESTION_CHARS", "30")
    faq = Faq.load(index_folder)
    assert faq.ask("Qui remplace Microsoft ?", "fr").passages[0].url == "https://example.org/hebergeur/#host"
    assert faq.ask("Qui remplace Microsoft chez vous ?", "fr").outcome is Outcome.TOO_LONG


def test_an_outcome_is_its_text() -> None:
    assert json.dumps(Outcome.NO_ANSWER) == '"no_answer"'
    assert f"{Outcome.NO_ANSWER}" == "no_answer"
    assert Outcome("no_answer") is Outcome.NO_ANSWER


def test_an_answer_becomes_json(index_folder: Path) -> None:
    data = Faq.load(index_folder).ask("Qui remplace Microsoft ?").to_dict(id=1)
    assert json.loads(json.dumps(data, ensure_ascii=False))["id"] == 1


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(hdh_faq.__file__).parent / "py.typed").is_file()


def test_the_package_has_a_version_and_its_command() -> None:
    assert version("hdh-faq").count(".") == 2
    (command,) = entry_points(group="console_scripts", name="hdh-faq")
    assert command.value == "hdh_faq.cli:main"


def test_the_example_in_the_package_gives_what_it_says(real_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(real_site.parent)
    done = doctest.testmod(hdh_faq)
    assert done.attempted == 2
    assert done.failed == 0
