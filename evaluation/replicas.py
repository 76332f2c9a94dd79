"""Three servers behind Debian's nginx, as deploy/nginx/hdh-faq.conf says; one is killed again and again under load.

Run with `python -m evaluation.replicas [SECONDS] [bare]` after `make build`; needs nginx, openssl. Bare servers have
no chat, as where its library is not installed, and start faster. Prints Markdown, and ends with 1 if any client saw a
failure or an answer that differs by a byte.
"""

import http.client
import itertools
import json
import os
import re
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

CONFIGURATION = Path("deploy/nginx/hdh-faq.conf")
SECONDS = 180
CLIENTS = 4
PAUSE_SECONDS = 0.1
BARE = "bare"
COMMAND = ("-m", "hdh_faq")
NO_CHAT = ("-c", "import sys; sys.modules['gradio'] = None; import hdh_faq.cli; hdh_faq.cli.main()")
PAGES = ("/", "/en/", "/cnil/", "/en/choix-hebergeur/", "/assets/faq/page.js")
QUESTIONS = 40


@dataclass
class Replica:
    """A server on a port of its own."""

    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def on(cls, port: int) -> "Replica":
        """Start one."""
        environment = {**os.environ, "HDH_FAQ_PUBLIC_URL": "", "HDH_FAQ_TRUSTED_PROXIES": "127.0.0.1"}
        command = [sys.executable, *(NO_CHAT if BARE in sys.argv else COMMAND), "serve", "--port", str(port)]
        quiet = subprocess.DEVNULL
        return cls(port, subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet))

    def answers(self) -> bool:
        """Whether it is well."""
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
            return bool(answer.status == http.HTTPStatus.OK)
        return False

    def wait(self) -> float:
        """Seconds until it was well."""
        started = time.monotonic()
        while not self.answers():
            time.sleep(0.2)
        return time.monotonic() - started

    def kill(self) -> None:
        """As a fault would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def megabytes(self) -> tuple[float, float]:
        """Its memory, and what of it no other process shares."""
        memory = psutil.Process(self.process.pid).memory_full_info()
        return memory.pss / 1e6, memory.uss / 1e6


@dataclass
class Seen:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    differing: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[int]:
    """The shipped configuration with our ports and a certificate of our own; yield the port it listens on."""
    port = free_port()
    text = CONFIGURATION.read_text(encoding="utf-8")
    for number, replica in enumerate(ports, 1):
        text = text.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{replica}")
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace(
        "listen 80;", f"listen 127.0.0.1:{free_port()};"
    )
    text = re.sub(r"/etc/ssl/site\.example", str(folder / "site"), text)
    subject = ["-subj", "/CN=site.example", "-days", "1", "-nodes"]
    files = ["-keyout", str(folder / "site.key"), "-out", str(folder / "site.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "hdh-faq.conf").write_text(text, encoding="utf-8")
    places = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    inside = f"{places} access_log off; include {folder}/hdh-faq.conf;"
    main = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ {inside} }}"
    (folder / "nginx.conf").write_text(main, encoding="utf-8")
    proxy = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        time.sleep(1)
        yield port
    finally:
        proxy.terminate()
        proxy.wait()


def requests() -> list[tuple[str, bytes | None]]:
    """Addresses, and what is sent there: pages, and questions of the development set."""
    lines = Path("evaluation/dev.jsonl").read_text(encoding="utf-8").splitlines()[:QUESTIONS]
    items = [json.loads(line) for line in lines]
    asked = [json.dumps({"question": item["q"], "lang": item["lang"]}).encode() for item in items]
    return [*((page, None) for page in PAGES), *(("/api/ask", body) for body in asked)]


def fetch(connection: http.client.HTTPConnection, path: str, body: bytes | None) -> tuple[int, bytes]:
    """One request over a connection that may be used again."""
    headers = {"Host": "site.example", **({"Content-Type": "application/json"} if body else {})}
    connection.request("POST" if body else "GET", path, body, headers)
    response = connection.getresponse()
    return response.status, response.read()


def visit(port: int, expected: dict[tuple[str, bytes | None], bytes], stop: threading.Event, seen: Seen) -> None:
    """Ask all in turn until told to stop, as a browser would: no second try of our own."""
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 - our own certificate, on this machine
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
    for (path, body), right in itertools.cycle(expected.items()):
        if stop.is_set():
            return
        started = time.perf_counter()
        try:
            status, got = fetch(connection, path, body)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            status, got = 0, type(error).__name__.encode()
        taken = time.perf_counter() - started
        with seen.lock:
            seen.seconds.append(taken)
            if status != http.HTTPStatus.OK:
                seen.failures.append(f"{path} {status} {got[:80]!r}")
            elif got != right:
                seen.differing += 1
        time.sleep(PAUSE_SECONDS)


def trial(port: int, replicas: list[Replica], seconds: float) -> tuple[Seen, list[float]]:
    """Kill one after another while clients ask; what they saw, and how long each new start took."""
    direct = http.client.HTTPConnection("127.0.0.1", replicas[0].port, timeout=20)
    expected = {one: fetch(direct, *one)[1] for one in requests()}
    stop, seen, starts = threading.Event(), Seen(), list[float]()
    clients = [threading.Thread(target=visit, args=(port, expected, stop, seen)) for _ in range(CLIENTS)]
    until = time.monotonic() + seconds
    for client in clients:
        client.start()
    for turn in itertools.cycle(range(len(replicas))):
        if time.monotonic() > until:
            break
        replicas[turn].kill()
        replicas[turn] = Replica.on(replicas[turn].port)
        starts.append(replicas[turn].wait())  # two of three are always there, as after any one fault
    stop.set()
    for client in clients:
        client.join()
    return seen, starts


def main() -> None:
    """Try, and report."""
    seconds = next((float(word) for word in sys.argv[1:] if word != BARE), SECONDS)
    replicas = [Replica.on(free_port()) for _ in range(3)]
    try:
        for replica in replicas:
            replica.wait()
        with tempfile.TemporaryDirectory() as scratch, nginx(Path(scratch), [one.port for one in replicas]) as port:
            started = time.monotonic()
            seen, starts = trial(port, replicas, seconds)
            lasted = time.monotonic() - started
            memory = [replica.megabytes() for replica in replicas]
            errors = (Path(scratch) / "error.log").read_text(encoding="utf-8").count("\n")
    finally:
        for replica in replicas:
            replica.process.terminate()
            replica.process.wait()
    ordered = sorted(seen.seconds)
    p99 = ordered[int(0.99 * (len(ordered) - 1))]
    print("| three servers behind nginx, one killed again and again | |\n| --- | --- |")
    print(f"| requests in {lasted:.0f} s, {CLIENTS} clients | {len(ordered)} |")
    print(f"| failed, as a client sees it | {len(seen.failures)} |")
    print(f"| answers that differ by a byte | {seen.differing} |")
    print(f"| kills; a new server was well after, median | {len(starts)}; {statistics.median(starts):.1f} s |")
    print(f"| median / p99 | {1000 * statistics.median(ordered):.0f} / {1000 * p99:.0f} ms |")
    print(f"| requests that nginx sent on to another server, at most | {errors} |")
    print(f"| memory of a server: PSS, its own | {', '.join(f'{pss:.0f}, {own:.0f} MB' for pss, own in memory)} |")
    for failure in seen.failures[:10]:
        print(failure, file=sys.stderr)
    sys.exit(bool(seen.failures or seen.differing))


if __name__ == "__main__":
    main()
