"""Make a release of the last commit in dist/: wheel, source, site, index, list of parts, checksums.

The same commit and settings give the same bytes: every time in the files is the commit's, every list is sorted.
The wheel is tried before anything is published: installed where no source is, it must answer from the index.
"""

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from hdh_faq.folders import replacing

DIST = Path("dist")
QUESTION = "Qui remplace Microsoft ?"


def main() -> None:
    """Build aside, try, then replace dist/."""
    if run("git", "status", "--porcelain", "--untracked-files=no"):
        sys.exit("There are changes that are not committed: a release is made of a commit.")
    when = int(run("git", "log", "-1", "--format=%ct"))
    with tempfile.TemporaryDirectory() as scratch, replacing(DIST, listed=True) as dist:
        source = Path(scratch) / "source"
        source.mkdir()
        archive = subprocess.run(["git", "-c", "tar.umask=0022", "archive", "HEAD"], check=True, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(source, filter="data")
        name = (
            "hdh-faq-" + tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        )
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(when), "PYTHONPATH": "src", "PYTHONHASHSEED": "0"}
        run(sys.executable, "-m", "hdh_faq", "build", cwd=source, environment=environment)
        pack(source / "site", dist / f"{name}-site.tar.gz", f"{name}-site", when)
        pack(source / "index", dist / f"{name}-index.tar.gz", f"{name}-index", when)
        options = ["--no-isolation", "--outdir", str(Path(scratch) / "built")]
        run(sys.executable, "-m", "build", *options, cwd=source, environment=environment)
        for built in (Path(scratch) / "built").iterdir():
            shutil.copy(built, dist)
        [sdist] = [path for path in dist.glob("*.tar.gz") if path.name.startswith("hdh_faq")]
        repack(sdist, when)
        parts = ["requirements-server.lock", "--pyproject", "pyproject.toml", "--mc-type", "application"]
        options = ["--output-reproducible", "--output-file", str(dist.resolve() / f"{name}.cdx.json")]
        run(sys.executable, "-m", "cyclonedx_py", "requirements", *parts, *options, cwd=source)
        try_wheel(next(dist.glob("*.whl")), source / "index", Path(scratch))
        sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(dist.iterdir())]
        (dist / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    for path in sorted(DIST.iterdir()):
        print(f"{path.stat().st_size:>11,}  {path}")


def run(*command: str, cwd: Path = Path(), environment: dict[str, str] | None = None) -> str:
    """What a command prints; if it fails, so do we, with what it said."""
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout.strip()


def pack(folder: Path, target: Path, top: str, when: int) -> None:
    """A folder as an archive of which each byte follows from the files."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    write_archive({f"{top}/{name}": content for name, content in files.items()}, target, when)


def repack(archive: Path, when: int) -> None:
    """The same files in an archive of which each byte follows from them."""
    with tarfile.open(archive) as tar:
        members = [(member.name, tar.extractfile(member)) for member in tar if member.isfile()]
        files = {name: content.read() for name, content in members if content}
    write_archive(files, archive, when)


def write_archive(files: dict[str, bytes], target: Path, when: int) -> None:
    """Files by name, all owned by nobody and made at the same time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(files[name]), when, 0o644
            tar.addfile(member, io.BytesIO(files[name]))
    target.write_bytes(gzip.compress(packed.getvalue(), mtime=when))


def try_wheel(wheel: Path, index: Path, scratch: Path) -> None:
    """Install the wheel alone beside our environment's libraries, and ask it a question."""
    empty = scratch / "empty"
    run(sys.executable, "-m", "venv", "--without-pip", str(empty))
    python = empty / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel.resolve()))
    own = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"))
    # The folders themselves: no .pth file in them is read, of which one leads to the sources.
    libraries = [path for path in sys.path if Path(path).name == "site-packages"]
    (own / "libraries.pth").write_text("\n".join(libraries), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HDH_FAQ", "PYTHON"))}
    environment["HDH_FAQ_INDEX_DIR"] = str(index)
    where = run(str(python), "-c", "import hdh_faq; print(hdh_faq.__file__)", cwd=empty, environment=environment)
    if not Path(where).is_relative_to(empty):
        sys.exit(f"The wheel was not tried, but {where}.")
    command = [str(empty / "bin" / "hdh-faq"), "ask", QUESTION, "--lang", "fr", "--json"]
    if '"outcome": "answered"' not in run(*command, cwd=empty, environment=environment):
        sys.exit("The wheel, installed alone, does not answer.")


if __name__ == "__main__":
    main()
