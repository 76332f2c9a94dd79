"""The browser's engine: its types hold, its examples pass, and it needs nothing but itself."""

import re
import subprocess

import pytest

from conftest import PROJECT
from engine.node import HERE, NODE

ENGINE = PROJECT / "theme" / "assets" / "faq" / "engine"
IMPORTED = re.compile(r"""(?:\bfrom|^import|\bimport\()\s*["'`]([^"'`]*)["'`]""", re.MULTILINE)


@pytest.mark.parametrize("project", ["tsconfig.json", "tsconfig.panel.json"])
def test_the_types_hold(project: str) -> None:
    compiler = HERE / "node_modules" / "typescript" / "bin" / "tsc"
    assert compiler.is_file(), "run `npm ci --prefix tests/engine` first"
    done = subprocess.run(
        [NODE, str(compiler), "--project", str(HERE / project)], capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stdout


def test_the_examples_pass() -> None:
    examples = [str(path) for path in sorted(HERE.glob("*.test.mjs"))]
    assert examples
    done = subprocess.run([NODE, "--test", *examples], capture_output=True, text=True, check=False)
    assert not done.returncode, done.stdout


def test_a_module_imports_only_its_neighbours() -> None:
    for path in ENGINE.rglob("*.js"):
        for name in IMPORTED.findall(path.read_text(encoding="utf-8")):
            assert name.startswith((".", "..")), (path, name)
            assert (path.parent / name).resolve().is_relative_to(ENGINE), (path, name)
            assert (path.parent / name).is_file(), (path, name)


def test_no_license_is_lost() -> None:
    text = (ENGINE / "stemmers" / "base.js").read_text(encoding="utf-8")
    assert "Redistributions of source code must retain the above copyright notice" in text
    for name in ("french.js", "english.js"):
        assert "conditions that stand in base.js" in (ENGINE / "stemmers" / name).read_text(encoding="utf-8")
