"""What comes from others: licences told, workflows that can do no harm."""

import re
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml

import licences

PROJECT = Path(__file__).parents[2]
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
TOLD = (PROJECT / "THIRD_PARTY.md").read_text("utf-8")


def test_every_locked_package_is_told_with_its_version_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    rows = re.findall(r"^\| ([a-z0-9._-]+) \| ([\d][^|]*) \| [^|]+ \|$", TOLD, re.MULTILINE)
    assert {name: versions.split(", ") for name, versions in rows} == licences.locked()
    assert len(rows) > 100


def test_every_package_of_this_platform_names_its_licence() -> None:
    unread = re.findall(rf"^\| (\S+) \| \S+ \| {licences.ELSEWHERE} \|$", TOLD, re.MULTILINE)
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    assert all(re.search(rf"^{name}==\S+ ; ", lock, re.MULTILINE) for name in unread)
    assert len(unread) < 5


def test_all_that_the_model_learnt_from_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert licences.training_data() in TOLD


def test_no_licence_forbids_what_we_do() -> None:
    """Copyleft that reaches a program which imports the package, or none at all."""
    assert not re.search(r"AGPL|\bGPL-|GNU General Public|Proprietary|UNKNOWN|Non-?Commercial", TOLD, re.IGNORECASE)


def test_workflows_pass_the_strictest_check() -> None:
    tool = next(file.locate() for file in distribution("zizmor").files or () if file.name in ("zizmor", "zizmor.exe"))
    command = [str(tool), "--offline", "--persona", "pedantic", *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_action_is_pinned_by_a_whole_digest_and_may_only_read() -> None:
    assert WORKFLOWS
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        uses = re.findall(r"uses: (.*)", text)
        assert uses
        assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in uses)
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {}
        assert {level for job in workflow["jobs"].values() for level in job["permissions"].values()} == {"read"}


def test_the_workflow_runs_both_commands_of_the_readme() -> None:
    commands = "\n".join(path.read_text("utf-8") for path in WORKFLOWS)
    assert "make test" in commands
    assert "make serve" in commands
