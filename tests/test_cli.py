"""The command line: what each command prints where, its exit code, and one sentence when the input is wrong."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from selectolax.lexbor import LexborHTMLParser

from hdh_faq import indexing
from hdh_faq.answer import MESSAGES, Outcome
from hdh_faq.cli import main
from hdh_faq.embedding import load_embedder
from hdh_faq.faq import Faq
from hdh_faq.index_files import read_manifest, save
from hdh_faq.manifest import FORMAT
from hdh_faq.settings import Settings

Run = Callable[..., Result]
QUESTION = "Qui remplace Microsoft ?"


@pytest.fixture(scope="module")
def toy_index_folder(toy_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy site, indexed by the packaged model. Tests must not change it."""
    folder = tmp_path_factory.mktemp("cli") / "index"
    save(indexing.build(toy_site, load_embedder(Settings())), folder)
    return folder


@pytest.fixture(autouse=True)
def _any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may serve at our port."""
    monkeypatch.setenv("HDH_FAQ_PORT", "0")


@pytest.fixture
def here(toy_site: Path, toy_index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a built site and a fresh index, in which commands run."""
    shutil.copytree(toy_site, tmp_path / "site")
    shutil.copytree(toy_index_folder, tmp_path / "index")
    return enter(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def built(toy_site: Path, toy_index_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(toy_site, folder / "site")
    shutil.copytree(toy_index_folder, folder / "index")
    return folder


@pytest.fixture
def there(built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As `here`, for tests that only ask: it is shared, and they must not change it."""
    return enter(built, monkeypatch)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    return enter(tmp_path, monkeypatch)


def enter(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("HDH_FAQ_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, env=env, prog_name="hdh-faq")


def process(
    *arguments: str | bytes,
    cwd: Path,
    env: dict[str, str] | None = None,
    stdin: bytes = b"",
    timeout: float | None = None,
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "hdh_faq", *arguments],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=timeout,
    )


def assert_refused(result: Result) -> str:
    """Exit code 2, nothing on stdout, and on stderr one line that says what is wrong."""
    assert result.exit_code == 2, (result.exception, result.stderr)
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1
    assert result.stderr.splitlines()[-1] == errors[0]
    return errors[0].removeprefix("Error: ")


# Help


COMMANDS = sorted(main.commands)


def test_help_lists_every_command(nowhere: Path) -> None:
    for flag in ("--help", "-h"):
        result = run(flag)
        assert result.exit_code == 0
        assert all(re.search(rf"^  {command}\b", result.stdout, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_describes_its_options(nowhere: Path, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    options = [line for line in result.stdout.splitlines() if re.match(r"  +-", line)]
    assert options
    assert all(re.search(r"\S {2,}\S", line.strip()) for line in options if len(line) < 40)


def test_version_is_that_of_the_package(nowhere: Path) -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert re.search(r"\d+\.\d+\.\d+", result.stdout)


@pytest.mark.parametrize("arguments", [
    ("nonsense",), ("ask", "--nonsense", QUESTION), ("ask", "one", "two"), ("serve", "--port", "abc"), ("serve", "x"),
    ("eval", "--split", "train"), ("ask", QUESTION, "--lang", "de"), ("ask", QUESTION, "--lang", "FR"),
    ("ask", QUESTION, "--lang", ""), ("ask",), ("ask", QUESTION, "--jsonl", "-"), ("index", "--site"), ("check", "x"),
])  # fmt: skip
def test_a_wrong_command_line_is_refused(there: Path, arguments: tuple[str, ...]) -> None:
    assert_refused(run(*arguments))


def test_an_unknown_language_is_told_which_there_are(there: Path) -> None:
    sentence = assert_refused(run("ask", QUESTION, "--lang", "de"))
    assert "fr" in sentence
    assert "en" in sentence


# ask


def test_ask_prints_passages_places_and_sources(there: Path) -> None:
    result = run("ask", QUESTION)
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == MESSAGES[Outcome.ANSWERED]["fr"]
    assert lines[2].startswith("1. L’hébergeur des données — Qui remplace Microsoft")
    assert "Scaleway, filiale d’Iliad" in result.stdout
    assert "/hebergeur/#host" in result.stdout
    assert "CNIL, Avis sur l’hébergement des données (2020-10-08) https://example.org/avis" in result.stdout


def test_ask_says_none_where_a_source_has_no_date_or_address(there: Path) -> None:
    result = run("ask", "Can the Americans read my file?")
    assert "US Congress, CLOUD Act" in result.stdout
    assert "None" not in result.stdout


def test_ask_uses_the_language_of_the_page_where_words_do_not_tell(there: Path) -> None:
    for lang in ("fr", "en"):
        result = run("ask", "Microsoft", "--lang", lang, "--json")
        assert json.loads(result.stdout)["lang"] == lang


def test_ask_json_prints_the_answer_as_the_api_gives_it(there: Path) -> None:
    result = run("ask", QUESTION, "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    expected = Faq.load("index", Settings()).ask(QUESTION).to_dict()
    assert json.loads(result.stdout) == json.loads(json.dumps(expected))
    assert "données" in result.stdout  # readable, not escaped


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("bonjour", Outcome.GREETING),
        ("recette tomates farine sucre four", Outcome.OUT_OF_SCOPE),
        ("Wer wird in Zukunft die französischen Gesundheitsdaten speichern?", Outcome.OTHER_LANGUAGE),
        ("qui lit mon dossier, a.b@example.org", Outcome.PERSONAL_DATA),
    ],
)
def test_an_abstention_is_an_answer_with_exit_code_zero_and_suggestions(
    there: Path, question: str, outcome: Outcome
) -> None:
    result = run("ask", question, "--lang", "fr")
    assert result.exit_code == 0
    about = read_manifest(there / "index").about
    assert result.stdout.splitlines()[0] == about.sentence(outcome, "fr")
    assert f"→ {QUESTION}" in result.stdout
    assert json.loads(run("ask", question, "--lang", "fr", "--json").stdout)["outcome"] == outcome.value


@pytest.mark.parametrize("question", ["", " ", "?", "\u200b", "x" * 1001])
def test_an_unusable_question_is_refused_in_one_sentence(there: Path, question: str) -> None:
    sentence = assert_refused(run("ask", question, "--lang", "en"))
    assert sentence in {
        MESSAGES[Outcome.TOO_SHORT]["en"],
        MESSAGES[Outcome.TOO_LONG]["en"].format(limit=1000),
    }


def test_an_unusable_question_still_gives_json_when_json_is_wanted(there: Path) -> None:
    result = run("ask", "", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["outcome"] == "too_short"
    assert len(result.stderr.splitlines()) == 1


def test_a_question_may_begin_with_a_dash(there: Path) -> None:
    assert run("ask", "--", "--Qui remplace Microsoft ?").exit_code == 0


# ask --jsonl


def answers(result: Result) -> list[dict[str, Any]]:
    """One strict JSON object a line."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    assert result.exit_code == 0, (result.exception, result.stderr)
    return [json.loads(line, parse_constant=refuse) for line in result.stdout.splitlines()]


LINES: list[tuple[str, object, str]] = [
    ('{"id": 1, "q": "Qui remplace Microsoft ?"}', 1, "answered"),
    ("not json", None, "error"),
    ('{"id": "b", "q": "Who replaces Microsoft?", "lang": "en"}', "b", "answered"),
    ('{"id": 3}', 3, "error"),
    ('{"id": 4, "q": 7}', 4, "error"),
    ('{"id": 5, "q": null}', 5, "error"),
    ('{"id": 6, "q": ["Qui ?"]}', 6, "error"),
    ('{"id": 7, "q": "Qui remplace Microsoft ?", "lang": "de"}', 7, "error"),
    ('{"id": 8, "q": "Qui remplace Microsoft ?", "lang": 1}', 8, "error"),
    ('{"id": 9, "q": "Qui remplace Microsoft ?", "lang": ["fr"]}', 9, "error"),
    ('{"id": 10, "q": "Qui remplace Microsoft ?", "lang": null}', 10, "answered"),
    ("[1, 2]", None, "error"),
    ('"text"', None, "error"),
    ("null", None, "error"),
    ("12", None, "error"),
    ('{"q": "Qui remplace Microsoft ?"}', None, "answered"),
    ('{"id": null, "q": "bonjour"}', None, "greeting"),
    ('{"id": {"a": [1]}, "q": ""}', {"a": [1]}, "too_short"),
    ('{"id": "é\\u00e9\\ud83d\\ude42", "q": "a.b@example.org ?"}', "éé🙂", "personal_data"),
    ('{"id": 20, "q": "' + "x" * 1001 + '"}', 20, "too_long"),
    ('{"id": 21, "q": "Qui', None, "error"),
    ("{}", None, "error"),
    ('  {"id": 23, "q": "Qui remplace Microsoft ?"}  ', 23, "answered"),
    ('{"id": 24, "q": "\\ud800 Qui remplace Microsoft ?"}', 24, "answered"),
    ('{"id": 25, "q": "Qui remplace\u2028Microsoft ?"}', 25, "answered"),
]


def test_jsonl_answers_every_line_in_order_with_its_id(here: Path) -> None:
    (here / "questions.jsonl").write_text("".join(line + "\n" for line, _, _ in LINES), encoding="utf-8")
    found = answers(run("ask", "--jsonl", "questions.jsonl"))
    assert [(answer["id"], answer["outcome"]) for answer in found] == [
        (given, outcome) for _, given, outcome in LINES
    ]
    assert all(next(iter(answer)) == "id" for answer in found)


def test_jsonl_bad_lines_have_the_form_of_an_answer(there: Path) -> None:
    good, bad = answers(run("ask", "--jsonl", "-", stdin=LINES[0][0] + "\nnot json\n"))
    assert list(bad) == list(good)
    assert (bad["abstained"], bad["passages"], bad["suggestions"]) == (True, [], [])
    assert bad["message"] in MESSAGES[Outcome.ERROR].values()


def test_jsonl_reads_standard_input(there: Path) -> None:
    assert [a["id"] for a in answers(run("ask", "--jsonl", "-", stdin=LINES[0][0] + "\n" + LINES[2][0]))] == [1, "b"]


def test_jsonl_skips_empty_lines_and_knows_windows_line_ends(there: Path) -> None:
    found = answers(run("ask", "--jsonl", "-", stdin=f"\r\n{LINES[0][0]}\r\n\r\n   \r\n{LINES[2][0]}\r\n"))
    assert [answer["outcome"] for answer in found] == ["answered", "answered"]


def test_jsonl_of_an_empty_file_prints_nothing(there: Path) -> None:
    assert answers(run("ask", "--jsonl", "-", stdin="")) == []


HARD_LINES = {
    "too deep": b"[" * 100_000,
    "too deep inside": b'{"id": 1, "q": ' + b"[" * 100_000,
    "not unicode": b'{"id": 1, "q": "h\xe9berger"}',
    "zeros": b"\0\0\0",
    "half a surrogate as id": b'{"id": "\\ud800", "q": "Qui remplace Microsoft ?"}',
    "not a number as id": b'{"id": NaN, "q": "Qui remplace Microsoft ?"}',
    "infinite id": b'{"id": 1e999, "q": "Qui remplace Microsoft ?"}',
    "a number of 5000 digits": b'{"id": ' + b"9" * 5000 + b', "q": "Qui remplace Microsoft ?"}',
    "a megabyte": b'{"id": 1, "q": "' + b"mot " * 250_000 + b'"}',
}


@pytest.mark.parametrize("line", HARD_LINES.values(), ids=HARD_LINES.keys())
def test_jsonl_never_stops_at_a_line(here: Path, line: bytes) -> None:
    good = LINES[0][0].encode()
    (here / "questions.jsonl").write_bytes(good + b"\n" + line + b"\n" + good + b"\n")
    found = answers(run("ask", "--jsonl", "questions.jsonl"))
    assert [answer["outcome"] for answer in found][::2] == ["answered", "answered"]
    assert len(found) == 3


def test_an_endless_word_does_not_keep_the_program_busy(there: Path) -> None:
    # Far over the limit of characters: nothing in it need be searched, for personal data neither.
    line = json.dumps({"id": 1, "q": "a" * 300_000}).encode()
    done = process("ask", "--jsonl", "-", cwd=there, stdin=line, timeout=60)
    assert json.loads(done.stdout)["outcome"] == "too_long"


def test_jsonl_may_begin_with_a_byte_order_mark(here: Path) -> None:
    (here / "questions.jsonl").write_text(LINES[0][0] + "\n", encoding="utf-8-sig")
    (answer,) = answers(run("ask", "--jsonl", "questions.jsonl"))
    assert answer["outcome"] == "answered"


@pytest.mark.parametrize("name", ["missing.jsonl", "index"])
def test_jsonl_of_what_is_no_file_is_refused(there: Path, name: str) -> None:
    assert name in assert_refused(run("ask", "--jsonl", name))


# Index, site and model that are missing, damaged or stale


NEED_AN_INDEX = [("ask", QUESTION), ("ask", QUESTION, "--json"), ("ask", "--jsonl", "-"), ("eval",)]


@pytest.mark.parametrize("arguments", NEED_AN_INDEX)
def test_a_missing_index_says_how_to_build_it(nowhere: Path, arguments: tuple[str, ...]) -> None:
    write_questions(nowhere)
    assert "hdh-faq index" in assert_refused(run(*arguments, stdin=""))


@pytest.mark.parametrize("arguments", NEED_AN_INDEX)
def test_a_damaged_index_is_never_asked(here: Path, arguments: tuple[str, ...]) -> None:
    write_questions(here)
    path = here / "index" / "vectors_data.npy"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert "damaged" in assert_refused(run(*arguments, stdin=""))


def test_an_index_of_another_format_is_refused(here: Path) -> None:
    (here / "index" / "manifest.json").write_text('{"format": 99}', encoding="utf-8")
    assert "another version" in assert_refused(run("ask", QUESTION))


def test_an_index_of_another_model_is_refused(there: Path) -> None:
    assert "another embedding model" in assert_refused(run("ask", QUESTION, env={"HDH_FAQ_QUERY_PROMPT": "query: "}))


def test_a_missing_model_is_refused(there: Path) -> None:
    sentence = assert_refused(run("ask", QUESTION, env={"HDH_FAQ_MODEL": str(there / "no" / "model")}))
    assert "model" in sentence


@pytest.mark.parametrize("command", ["ask", "index", "serve", "eval", "build", "check"])
def test_a_wrong_setting_stops_every_command_and_is_named(there: Path, command: str) -> None:
    arguments = (command, QUESTION) if command == "ask" else (command,)
    assert "HDH_FAQ_PORT" in assert_refused(run(*arguments, env={"HDH_FAQ_PORT": "abc"}))


@pytest.mark.parametrize("name", ["HDH_FAQ_PUBLIC_URL", "HDH_FAQ_API_URL", "HDH_FAQ_ALLOWED_ORIGINS"])
@pytest.mark.parametrize("command", ["build", "serve"])
def test_what_is_no_web_address_stops_a_command(there: Path, command: str, name: str) -> None:
    assert name in assert_refused(run(command, env={name: "site.example"}))


@pytest.mark.parametrize("port", ["-1", "65536", "1000000"])
def test_a_port_out_of_range_is_refused(there: Path, port: str) -> None:
    assert port in assert_refused(run("serve", "--port", port))


@pytest.mark.parametrize("arguments", [("index",), ("index", "--site", "nope"), ("serve",)])
def test_a_missing_site_is_refused(nowhere: Path, arguments: tuple[str, ...]) -> None:
    assert "hdh-faq build" in assert_refused(run(*arguments))
    assert list(nowhere.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "empty folder", "folder of pictures"])
def test_what_is_no_site_is_refused(nowhere: Path, kind: str) -> None:
    if kind == "file":
        (nowhere / "thing").write_text("x", encoding="utf-8")
    else:
        (nowhere / "thing").mkdir()
    if kind == "folder of pictures":
        (nowhere / "thing" / "cat.jpg").write_bytes(b"\xff\xd8")
    assert "thing" in assert_refused(run("index", "--site", "thing"))


@pytest.mark.parametrize("command", ["build", "build --pages-only", "check", "new page x"])
@pytest.mark.parametrize("built", [True, False])
def test_commands_of_the_project_say_where_to_run_them(
    nowhere: Path, toy_site: Path, command: str, built: bool
) -> None:
    if built:
        shutil.copytree(toy_site, nowhere / "site")
    before = sorted(nowhere.rglob("*"))
    assert "project's root" in assert_refused(run(*command.split()))
    assert sorted(nowhere.rglob("*")) == before


# index


def test_index_makes_what_ask_needs(nowhere: Path, toy_site: Path) -> None:
    result = run("index", "--site", str(toy_site), "--out", "made/here")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "passages" in result.stderr.splitlines()[-1]
    asked = run("ask", QUESTION, "--json", env={"HDH_FAQ_INDEX_DIR": "made/here"})
    assert json.loads(asked.stdout)["outcome"] == "answered"


def test_index_does_nothing_twice(here: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (here / "index").rglob("*")}
    result = run("index")
    assert result.exit_code == 0
    assert "up to date" in result.stderr
    assert {path: path.stat().st_mtime_ns for path in (here / "index").rglob("*")} == before


def test_index_follows_the_pages(here: Path) -> None:
    shutil.rmtree(here / "site" / "droit")
    result = run("index")
    assert result.exit_code == 0
    assert "The pages have changed" in result.stderr
    assert "/droit/" not in (here / "index" / "passages.jsonl").read_text(encoding="utf-8").replace("/en/droit/", "")
    assert "up to date" in run("index").stderr


@pytest.mark.parametrize("place", ["site/index.html", "index/passages.jsonl"])
@pytest.mark.parametrize("command", ["index", "serve"])
def test_a_file_that_may_not_be_read_is_named_in_a_sentence(
    here: Path, place: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == Path(place):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert assert_refused(run(command)) == f"“{place}” cannot be used: Permission denied."


@pytest.mark.parametrize("harm", ["flipped", "removed", "no manifest", "manifest of others"])
def test_index_mends_a_damaged_index(here: Path, harm: str) -> None:
    vectors, manifest = here / "index" / "vectors_data.npy", here / "index" / "manifest.json"
    if harm == "flipped":
        vectors.write_bytes(vectors.read_bytes()[:-1] + b"\x7f")
    elif harm == "removed":
        vectors.unlink()
    elif harm == "no manifest":
        manifest.unlink()
    else:
        manifest.write_text(json.dumps({"format": FORMAT, "files": {}}), encoding="utf-8")
    result = run("index")
    assert result.exit_code == 0, result.exception
    assert run("ask", QUESTION).exit_code == 0


@pytest.mark.parametrize("command", ["index", "serve"])
def test_a_site_whose_build_was_killed_between_two_renames_is_given_back(
    here: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = here / ".site.hdh-faq-killed"
    scratch.mkdir()
    (scratch / "made-by-hdh-faq").touch()
    (here / "site").rename(scratch / "old")
    served: list[Path] = []
    monkeypatch.setattr("hdh_faq.server.serve", lambda _, settings, __: served.append(settings.site_dir))
    result = run(command)
    assert result.exit_code == 0, result.stderr
    assert "up to date" in result.stderr
    assert (here / "site" / "index.html").is_file()
    assert {path.name for path in here.iterdir()} == {"index", "site"}
    assert served == ([Path("site")] if command == "serve" else [])


def test_two_who_index_at_once_both_end_with_a_whole_index(here: Path) -> None:
    shutil.rmtree(here / "site" / "droit")
    command = [sys.executable, "-m", "hdh_faq", "index"]
    both = [subprocess.Popen(command, cwd=here, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert "up to date" in run("index").stderr
    assert {path.name for path in here.iterdir()} == {"index", "site"}


def test_index_keeps_the_readme(here: Path) -> None:
    (here / "index" / "README.md").write_text("# The built index\n", encoding="utf-8")
    shutil.rmtree(here / "site" / "droit")
    assert run("index").exit_code == 0
    assert (here / "index" / "README.md").read_text(encoding="utf-8") == "# The built index\n"


def test_index_never_deletes_what_is_not_its_own(here: Path) -> None:
    (here / "thesis").mkdir()
    (here / "thesis" / "chapter.txt").write_text("years of work", encoding="utf-8")
    run("index", "--out", "thesis")
    assert (here / "thesis" / "chapter.txt").read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize("out", ["file", "file/index", ".", "site/.."])
def test_a_place_where_no_index_can_be_written_is_refused(here: Path, out: str) -> None:
    (here / "file").write_text("precious", encoding="utf-8")
    assert_refused(run("index", "--out", out))
    assert (here / "file").read_text(encoding="utf-8") == "precious"
    assert {path.name for path in here.iterdir()} == {"file", "index", "site"}


# eval and check


def write_questions(folder: Path) -> None:
    (folder / "evaluation").mkdir()
    rows: list[dict[str, Any]] = [
        {"id": 1, "q": QUESTION, "lang": "fr", "expect": "answered", "key": [["scaleway"]]},
        {"id": 2, "q": "Who replaces Microsoft?", "lang": "en", "expect": "answered", "key": [["scaleway"]]},
        {"id": 3, "q": "recette tomates farine", "lang": "fr", "expect": "out_of_scope", "key": []},
    ]
    (folder / "evaluation" / "dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_eval_prints_a_table(here: Path) -> None:
    write_questions(here)
    result = run("eval")
    assert result.exit_code == 0
    assert result.stdout.startswith("| system | lang | questions |")
    assert result.stdout.count("\n| ours |") == 3


def test_eval_prints_json(here: Path) -> None:
    write_questions(here)
    rows = json.loads(run("eval", "--json").stdout)
    assert {row["system"] for row in rows} == {"ours", "browser, by words", "dense only", "BM25 only"}


def test_eval_of_a_split_that_is_not_there_is_refused(here: Path) -> None:
    write_questions(here)
    assert "test.jsonl" in assert_refused(run("eval", "--split", "test"))


@pytest.fixture
def project(toy_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(toy_project, tmp_path / "project")
    site = tmp_path / "project" / "site"
    for home in (site, site / "en"):  # around the text the theme leads to pages that the toy has not
        for link in LexborHTMLParser((home / "index.html").read_bytes()).css("a[href]"):
            name, _, anchor = (link.attributes.get("href") or "").partition("#")
            page = home / name / "index.html"
            if re.fullmatch(r"[\w-]+/", name) and not page.exists():
                page.parent.mkdir()
                page.write_text(f"<!doctype html><title>x</title><p id='{anchor}'>", encoding="utf-8")
    return enter(tmp_path / "project", monkeypatch)


def test_check_finds_nothing_in_good_pages_and_ends_with_zero(project: Path) -> None:
    result = run("check")
    assert result.exit_code == 0, result.stdout
    assert "0 error(s)" in result.stderr


def test_check_names_file_and_line_and_ends_with_one(project: Path) -> None:
    page = project / "docs" / "fr" / "hebergeur.md"
    page.write_text(page.read_text(encoding="utf-8").replace("[^cnil-2020-avis]", "[^nope]"), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert re.search(r"docs/fr/hebergeur\.md:\d+: .*nope", result.stdout)
    assert "Traceback" not in result.stderr


def test_check_without_a_built_site_is_refused(project: Path) -> None:
    shutil.rmtree(project / "site")
    assert "hdh-faq build" in assert_refused(run("check"))


# Real processes


def test_python_m_answers_like_the_command(there: Path) -> None:
    done = process("ask", QUESTION, "--json", cwd=there)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["outcome"] == "answered"
    assert done.stderr == b""


def test_python_m_is_called_hdh_faq_in_its_help(nowhere: Path) -> None:
    done = process("--help", cwd=nowhere)
    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: hdh-faq ")


def test_the_installed_command_is_the_same(nowhere: Path) -> None:
    command = Path(sys.executable).with_name("hdh-faq")
    done = subprocess.run([command, "--version"], cwd=nowhere, capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith(b"hdh-faq")


def test_answers_are_utf8_whatever_the_terminal_thinks(there: Path) -> None:
    done = process("ask", QUESTION, cwd=there, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert done.returncode == 0, done.stderr.decode()
    assert "L’hébergeur des données" in done.stdout.decode("utf-8")


def test_an_argument_that_is_no_unicode_gets_a_sentence(there: Path) -> None:
    done = process("ask", b"\xff\xfe", "--lang", "en", cwd=there)
    assert done.returncode == 2
    assert done.stderr.decode("utf-8") == f"Error: {MESSAGES[Outcome.TOO_SHORT]['en']}\n"


@pytest.mark.parametrize(
    "arguments", [("ask", QUESTION), ("serve",), ("serve", "--port", "70000"), ("nonsense",), ("build",)]
)
def test_wrong_input_ends_a_process_with_two_and_no_traceback(nowhere: Path, arguments: tuple[str, ...]) -> None:
    done = process(*arguments, cwd=nowhere)
    said = done.stderr.decode("utf-8").splitlines()
    assert done.returncode == 2
    assert done.stdout == b""
    assert said[-1].startswith("Error: ")
    assert not [line for line in said if "Traceback" in line or line.startswith("  File")]


def test_a_reader_who_leaves_early_sees_no_traceback(here: Path) -> None:
    (here / "q.jsonl").write_text((LINES[0][0] + "\n") * 50, encoding="utf-8")
    command = f"{sys.executable} -m hdh_faq ask --jsonl q.jsonl | head -n 1"
    done = subprocess.run(["bash", "-c", command], cwd=here, capture_output=True, check=False)
    assert json.loads(done.stdout)["id"] == 1
    assert b"Traceback" not in done.stderr


def test_the_widget_is_two_lines_for_any_page(nowhere: Path) -> None:
    result = run("widget", "--site", "https://faq.example/hub/", "--lang", "en")
    assert result.exit_code == 0
    form, button = result.stdout.splitlines()
    assert form.startswith('<form action="https://faq.example/hub/en/demander/"><label>Your question <input ')
    assert button == "<button>Ask</button></form>"


@pytest.mark.parametrize("site", ["faq.example", "javascript:alert(1)", 'https://a.example/"><script>', ""])
def test_a_site_that_is_no_address_is_refused(nowhere: Path, site: str) -> None:
    result = run("widget", "--site", site)
    assert result.exit_code == 2
    assert "--site must be an address" in result.stderr


def test_tuning_needs_a_site_and_questions(nowhere: Path) -> None:
    (nowhere / "q.jsonl").write_text('{"id": "1", "q": "x", "lang": "en", "expect": "answered", "key": [["x"]]}')
    missing_set = run("tune", "--site", ".", "--questions", "none.jsonl")
    missing_site = run("tune", "--site", "none", "--questions", "q.jsonl")
    assert (missing_set.exit_code, missing_site.exit_code) == (2, 2)
    assert "There is no question set none.jsonl." in missing_set.stderr
    assert "No built site in “none”." in missing_site.stderr
