"""Runs the browser's engine in Node, on the packaged data."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from conftest import PROJECT

HERE = Path(__file__).parent
NODE = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}") or "node"
"""The environment's own, or the machine's."""
DATA = PROJECT / "src" / "hdh_faq" / "data"


@cache
def tokenizer() -> Tokenizer:
    """The packaged model's, set as the Python engine sets it."""
    made = Tokenizer.from_file(str(DATA / "model" / "tokenizer.json"))
    made.no_padding()
    return made


def packaged() -> dict[str, Any]:
    """The data that the engine is handed."""
    vocabulary = tokenizer().get_vocab()
    return {
        "words": json.loads((DATA / "words.json").read_text(encoding="utf-8")),
        "french": json.loads((DATA / "french.json").read_text(encoding="utf-8")),
        "common": (DATA / "common-words.txt").read_text(encoding="utf-8"),
        "pieces": sorted(vocabulary, key=lambda piece: vocabulary[piece]),
    }


def run(script: str, request: dict[str, Any]) -> dict[str, Any]:
    """What a script of this folder answers to a request."""
    done = subprocess.run(
        [NODE, str(HERE / script)], input=json.dumps(request), capture_output=True, encoding="utf-8", check=False
    )
    assert not done.returncode, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
