"""Write the lock files from pyproject.toml: names, versions and hashes, valid on every platform.

- requirements.lock: everything the product and its tests need.
- requirements-cpu.lock: torch alone, in its CPU build, for machines that have one at hand.
- requirements-cuda.lock: what a CUDA build of torch needs beside it; a CPU build needs none of it.
- requirements-site.lock: what building pages, index and bundle needs, a part of the first with the same versions.
- requirements-server.lock: what serving pages, answers and chat needs, another such part, without torch; and
  setuptools, which installs the product itself.
"""

import re
import subprocess
import sys
from pathlib import Path

# CPU builds of torch are published elsewhere than on the package index, under the same version with "+cpu".
TORCH_CPU_HASHES = {
    "cp311 manylinux x86_64": "sha256:6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",
}
CPU_HASHES = "".join(f" \\\n    --hash={digest}" for digest in TORCH_CPU_HASHES.values())
EXTRAS = ("chat", "build", "site", "mcp", "metrics", "qdrant", "postgres", "bench", "release", "dev")
CUDA = re.compile(r"^(nvidia-|cuda-|triton)")
HEADER = "# Written by `make lock`; do not edit.\n"


def compile_lock(*options: str) -> list[str]:
    """Resolve pyproject.toml; one text a requirement, its hashes included."""
    flags = (
        "--universal --generate-hashes --quiet --no-annotate --no-header --no-emit-index-url --python-version 3.11"
    )
    command = [sys.executable, "-m", "uv", "pip", "compile", *flags.split(), *options]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [entry.replace("\0", "\\\n") for entry in text.replace("\\\n", "\0").splitlines() if entry]


def main() -> None:
    """Write the five files whole."""
    entries = compile_lock("pyproject.toml", *(f"--extra={extra}" for extra in EXTRAS))
    entries = [entry + CPU_HASHES if entry.startswith("torch==") else entry for entry in entries]
    _write("requirements.lock", [entry for entry in entries if not CUDA.match(entry)])
    _write("requirements-cpu.lock", [_cpu_build(entry) for entry in entries if entry.startswith("torch==")])
    _write("requirements-cuda.lock", [entry for entry in entries if CUDA.match(entry)])
    versions = Path("requirements.lock")
    _write("requirements-site.lock", compile_lock("pyproject.toml", "--extra=site", "--constraint", str(versions)))
    installer = Path(".cache/server.in")
    installer.parent.mkdir(exist_ok=True)
    installer.write_text("setuptools\n", encoding="utf-8")
    server = ("pyproject.toml", str(installer), "--extra=chat")
    _write("requirements-server.lock", compile_lock(*server, "--constraint", str(versions)))


def _cpu_build(entry: str) -> str:
    requirement, _, _ = entry.partition(" ")
    return f"{requirement}+cpu{CPU_HASHES}"


def _write(name: str, entries: list[str]) -> None:
    temporary = Path(f"{name}.new")
    temporary.write_text(HEADER + "\n".join(entries) + "\n", encoding="utf-8")
    temporary.replace(name)


if __name__ == "__main__":
    main()
