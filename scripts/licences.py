"""Write THIRD_PARTY.md: the licence of each locked package, and of all that is shipped without being a package.

Licences of packages are those that their own metadata name; run it where all of them are installed.
"""

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-site.lock")
PLACE = Path("THIRD_PARTY.md")
CARD = Path("src/hdh_faq/data/model/README.md")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?: ; .*?)?(?: \\)?$", re.MULTILINE)
ELSEWHERE = "not read: for another platform or Python only"
HEAD = """# What others made

Written by `python scripts/licences.py`; do not edit. Our own code is MIT, our texts are CC BY 4.0: see the README.

## Shipped with the program

| What | Where | Licence |
| --- | --- | --- |
| French and English embedding model, ours; what it learnt from stands below | `src/hdh_faq/data/model` | MIT |
| Common words, from the frequency lists of pyspellchecker | `src/hdh_faq/data/common-words.txt` | MIT |
| Source Sans and Source Serif, in which the pages and their cards are set | `theme/assets/fonts` | OFL-1.1 |
| Snowball stemmers, in the browser's engine | `theme/assets/faq/engine/stemmers` | BSD-3-Clause |

## What the shipped model learnt from

Nothing of it is shipped; no text can be read off the model.

"""


def main() -> None:
    """Write the file whole."""
    temporary = PLACE.with_suffix(".new")
    temporary.write_text(document(), encoding="utf-8")
    temporary.replace(PLACE)


def document() -> str:
    """The file's text."""
    packages = "".join(
        f"| {name} | {', '.join(versions)} | {licence_of(name, versions)} |\n" for name, versions in locked().items()
    )
    return (
        f"{HEAD}{training_data()}\n"
        "Teacher: all-MiniLM-L6-v2 (Apache-2.0).\n\n"
        "## Installed beside it\n\nThe packages of the lock files; the program imports them, its wheel holds none.\n"
        "`requirements-cuda.lock` names NVIDIA's libraries, which only a CUDA build of torch wants and which have\n"
        "NVIDIA's own terms.\n\n"
        f"| Package | Version | Licence |\n| --- | --- | --- |\n{packages}"
    )


def locked() -> dict[str, list[str]]:
    """Versions of the locked packages, by name; a lock may hold one for each Python."""
    pins = {pin for lock in LOCKS for pin in PIN.findall(Path(lock).read_text("utf-8"))}
    versions: dict[str, list[str]] = {}
    for name, version in sorted(pins):
        versions.setdefault(name, []).append(version)
    return versions


def training_data() -> str:
    """The table of the model's card."""
    rows = [line for line in CARD.read_text("utf-8").splitlines() if line.startswith("|")]
    if not rows:
        sys.exit(f"{CARD} holds no table of training data.")
    return "\n".join(rows) + "\n"


def licence_of(name: str, versions: list[str]) -> str:
    """What a package says of itself."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return ELSEWHERE
    if found.version.partition("+")[0] not in versions:
        sys.exit(f"{name} {found.version} is installed, {versions} is locked: run `make setup` first.")
    said = {field: found.metadata.get_all(field) or [] for field in ("License-Expression", "Classifier", "License")}
    named = [one.rpartition(" :: ")[2] for one in said["Classifier"] if one.startswith("License ::")]
    first = "".join(said["License"]).strip().partition("\n")[0]
    licence = "".join(said["License-Expression"]) or ", ".join(one for one in named if one != "OSI Approved") or first
    if not licence:
        sys.exit(f"{name} names no licence.")
    return licence.replace("|", "/")


if __name__ == "__main__":
    main()
