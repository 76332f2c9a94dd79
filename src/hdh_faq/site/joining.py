"""Our scripts as they are published: a module and all that it imports in one file, so that one request brings it.

The source is many small modules. Over a telephone's network each level of imports is a wait, and small files compress
badly. Only what our modules use is understood: imports and exports by name, each at the start of a line.
"""

import re
from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from hdh_faq.errors import BuildError

IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"(\.[^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) (\w+))", re.MULTILINE)
UNKNOWN = re.compile(r"^(?:import|export)\b(?! ?\().*", re.MULTILINE)


def join_modules(folder: Path) -> None:
    """Put into each module under ``folder`` what it imports, and remove what was imported.

    Raises:
        BuildError: a module imports or exports in another way, in a circle, or what is not there.
    """
    sources = {path: path.read_text(encoding="utf-8") for path in folder.resolve().rglob("*.js")}
    needs: dict[Path, list[Path]] = {path: [] for path in sources}
    wanted: dict[Path, set[str]] = {}
    for path, text in sources.items():
        for taken, name in IMPORT.findall(text):
            need = _beside(path, name)
            needs[path].append(need)
            wanted.setdefault(need, set()).update(re.findall(r"(\w+)(?: as \w+)?", taken))
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise BuildError(f"The scripts import each other in a circle: {error.args[1]}") from error
    if missing := wanted.keys() - sources.keys():
        raise BuildError(f"A script imports “{min(missing).name}”, which is not there.")
    names = {path: f"${number}" for number, path in enumerate(order)}
    before: dict[Path, list[Path]] = {}
    for path in order:
        before[path] = list(dict.fromkeys(other for need in needs[path] for other in (*before[need], need)))
        text = _importing(path, sources[path], names)
        if path in wanted:
            sources[path] = _wrapped(names[path], text, wanted[path])
            path.unlink()
        else:
            path.write_text("".join([*(sources[other] for other in before[path]), text]), encoding="utf-8")


def _importing(path: Path, source: str, names: dict[Path, str]) -> str:
    """A module that takes what it imports from the constants that the others become."""

    def taken(found: re.Match[str]) -> str:
        return f"const {found[1].replace(' as ', ': ')} = {names[_beside(path, found[2])]};" if found[1] else ""

    text = IMPORT.sub(taken, source)
    if unknown := UNKNOWN.search(EXPORT.sub("", text)):
        raise BuildError(f"{path.name}: “{unknown[0]}” cannot be joined; import and export by name.")
    return text


def _wrapped(name: str, text: str, wanted: Collection[str]) -> str:
    """A module as a constant of what others want of its exports; its other names stay its own."""
    exported = ", ".join(one for one in EXPORT.findall(text) if one in wanted)
    if not exported:
        return f"{{\n{text}\n}}\n"
    return f"const {name} = (() => {{\n{EXPORT.sub('', text)}\nreturn {{ {exported} }};\n}})();\n"


def _beside(path: Path, name: str) -> Path:
    return (path.parent / name).resolve()
