"""Modules joined for readers: what runs is what the many small files say."""

import shutil
import subprocess
from pathlib import Path

import pytest

from hdh_faq.errors import BuildError
from hdh_faq.site.joining import join_modules

MODULES = {
    "start.js": (
        'import { sum as add } from "./engine/sums.js";\nimport "./engine/said.js";\n'
        'import { ONE } from "./one.js";\n'
        "const own = 40;\nexport const result = add(own, ONE);\nconsole.log(result);\n"
    ),
    "engine/sums.js": (
        'import { ONE } from "../one.js";\nconst own = ONE;\nexport function sum(a, b) { return a + b + own; }\n'
    ),
    "engine/said.js": 'const own = "said";\nconsole.log(own);\n',
    "one.js": "export const ONE = 1;\nexport async function never() {}\nexport class Own {}\n",
    "alone.js": 'export const load = () => import("./start.js");\n',
}


def written(folder: Path, modules: dict[str, str]) -> Path:
    for name, text in modules.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_module_runs_as_it_did_and_what_it_imports_is_no_file_any_more(tmp_path: Path) -> None:
    node = shutil.which("node")
    assert node, "Node comes with the environment"
    join_modules(written(tmp_path, MODULES))
    assert {path.name for path in tmp_path.rglob("*.js")} == {"start.js", "alone.js"}
    (tmp_path / "start.mjs").write_bytes((tmp_path / "start.js").read_bytes())
    code = "import('./start.mjs').then(({ result }) => console.log(result))"
    done = subprocess.run([node, "--eval", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["said", "42", "42"]
    # Each stands in it once, and a module that nothing is put into is left as it is.
    assert (tmp_path / "start.js").read_text("utf-8").count("const ONE = 1;") == 1
    assert (tmp_path / "alone.js").read_text("utf-8") == MODULES["alone.js"]


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"a.js": 'import b from "./b.js";\n', "b.js": "export const c = 1;\n"}, 'a.js: “import b from "./b.js";”'),
        ({"a.js": "export default 1;\n"}, "a.js: “export default 1;”"),
        ({"a.js": 'import { b } from "./b.js";\n'}, "b.js”, which is not there"),
        (
            {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import "./a.js";\nexport const b = 1;\n'},
            "each other in a circle",
        ),
    ],
)
def test_what_cannot_be_joined_stops_the_build(tmp_path: Path, modules: dict[str, str], said: str) -> None:
    with pytest.raises(BuildError) as caught:
        join_modules(written(tmp_path, modules))
    assert said in caught.value.message
