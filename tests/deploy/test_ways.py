"""The ways to production agree with the program: files that they name are there, rules are those of the server."""

import http.client
import re
import ssl
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

import pytest
import yaml

from conftest import PROJECT
from evaluation.replicas import fetch, free_port, nginx
from hdh_faq.server import RETRY_SECONDS
from hdh_faq.settings import Settings
from hdh_faq.site.headers import cache_policy

NGINX, STATIC = PROJECT / "deploy" / "nginx" / "hdh-faq.conf", PROJECT / "deploy" / "nginx" / "static.conf"
UNIT = PROJECT / "deploy" / "hdh-faq@.service"


def pins(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9._-]+==[^ ;]+)", (PROJECT / name).read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def containerfile() -> str:
    return (PROJECT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((PROJECT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    return read


# Locks


def test_a_server_needs_no_torch_and_the_versions_are_those_that_are_tested() -> None:
    server, everything = pins("requirements-server.lock"), pins("requirements.lock")
    assert {"gradio", "faiss-cpu", "uvicorn", "setuptools"} <= {pin.partition("==")[0] for pin in server}
    assert not [pin for pin in server if pin.startswith(("torch", "nvidia", "sentence-transformers"))]
    assert server <= everything


# The image


def test_the_image_copies_what_is_there_and_not_left_out(containerfile: str) -> None:
    kept = [line[1:] for line in (PROJECT / ".containerignore").read_text().splitlines() if line.startswith("!")]
    named = [
        name
        for line in re.findall(r"^COPY (?!--from)(.*)", containerfile, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert named
    for name in named:
        assert (PROJECT / name).exists(), name
        assert name == "." or any(
            Path(name).match(f"{pattern}") or name.startswith(f"{pattern}/") for pattern in kept
        )
    for pattern in kept:
        assert list(PROJECT.glob(pattern)), pattern


def test_the_image_runs_as_nobody_and_says_whether_it_is_well(containerfile: str) -> None:
    last = containerfile.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert f"127.0.0.1:{Settings().port}/healthz" in last
    assert f"EXPOSE {Settings().port}" in last


def test_composed_services_may_do_next_to_nothing(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
    faq, proxy = compose["services"]["faq"], compose["services"]["proxy"]
    assert "ports" not in faq
    [subnet] = compose["networks"]["inside"]["ipam"]["config"]
    assert faq["environment"]["HDH_FAQ_TRUSTED_PROXIES"] == subnet["subnet"]
    assert Settings(trusted_proxies=subnet["subnet"]).checked()
    for volume in proxy["volumes"]:
        source = volume.partition(":")[0]
        assert source in compose["volumes"] or (PROJECT / "deploy" / source).is_file(), source


# The unit


def test_the_unit_starts_a_command_that_there_is() -> None:
    [command] = re.findall(r"^ExecStart=\S+/hdh-faq (.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert command == "serve --host 127.0.0.1 --port %i"


def test_the_unit_holds_what_the_server_needs_and_no_more() -> None:
    text = UNIT.read_text(encoding="utf-8")
    for line in (
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "NoNewPrivileges=yes",
    ):
        assert f"\n{line}\n" in text


# nginx


def maps(name: str) -> list[tuple[str, str]]:
    """Patterns and values of a map of the static host, in order, without the default."""
    [body] = re.findall(rf"map .* \${name} {{\n(.*?)\n}}", STATIC.read_text(encoding="utf-8"), re.DOTALL)
    pairs = re.findall(r'^\s+("~\*?.*?"|default)\s+"?(.*?)"?;$', body, re.MULTILINE)
    return [(pattern.strip('"'), value) for pattern, value in pairs]


def mapped(name: str, value: str) -> str:
    rules = maps(name)
    for pattern, result in rules:
        flags = re.IGNORECASE if pattern.startswith("~*") else 0
        if pattern != "default" and re.search(pattern.lstrip("~*"), value, flags):
            return result
    return dict(rules)["default"]


def test_nginx_keeps_the_files_that_the_server_keeps(real_site: Path) -> None:
    paths = ["/" + path.relative_to(real_site).as_posix() for path in real_site.rglob("*") if path.is_file()]
    assert len(paths) > 100
    for path in (*paths, "/assets/faq/bundle/words.0123abcd.json", "/", "/nowhere/"):
        assert mapped("hdh_faq_cache", path) == cache_policy(path), path


@pytest.mark.parametrize(
    ("arrives", "english"),
    [
        (("", "", "en-GB,en;q=0.9,fr;q=0.8"), True),
        (("cross-site", "", "en"), True),
        (("none", "", "EN"), True),
        (("same-origin", "", "en"), False),
        (("none", "fr", "en"), False),
        (("none", "", "fr-FR,fr;q=0.9,en;q=0.8"), False),
        (("none", "", "de,en;q=0.5"), False),
        (("none", "", "eng"), False),
        (("none", "", ""), False),
    ],
)
def test_nginx_leads_english_browsers_to_english_unless_they_chose_french(
    arrives: tuple[str, str, str], english: bool
) -> None:
    assert (mapped("hdh_faq_english", ":".join(arrives)) == "1") is english


def test_nginx_waits_for_a_server_longer_than_the_server_lets_anyone_wait() -> None:
    text = NGINX.read_text(encoding="utf-8")
    for limit in ("client_header_timeout", "client_body_timeout", "send_timeout", "proxy_connect_timeout"):
        assert re.search(rf"\b{limit} \d+s;", text), limit
    [wait] = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert int(wait) > int(RETRY_SECONDS)
    [size] = re.findall(r"client_max_body_size (\d+)k;", text)
    assert int(size) * 1024 > Settings().max_body_bytes


def test_an_answer_may_be_asked_again_elsewhere_and_a_conversation_stays_where_it_is() -> None:
    text = NGINX.read_text(encoding="utf-8")
    everywhere, chat = re.split(r"location ~ \^/\(en/\)\?chat", text)
    assert "proxy_next_upstream error timeout invalid_header non_idempotent;" in everywhere
    assert "proxy_pass http://hdh_faq_chat;" in chat
    assert re.search(r"upstream hdh_faq_chat {\s+hash \$remote_addr consistent;", text)


class Well(BaseHTTPRequestHandler):
    """A server that answers."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.mark.skipif(not (which("nginx") and which("openssl")), reason="no nginx here")
def test_servers_that_were_left_out_and_are_back_are_asked(tmp_path: Path) -> None:
    ports = [free_port() for _ in range(3)]
    with ExitStack() as stack:
        port = stack.enter_context(nginx(tmp_path, ports))
        context = ssl._create_unverified_context()  # noqa: S323 - our own certificate, on this machine
        line = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
        assert fetch(line, "/", None)[0] == 502
        for server in [stack.enter_context(HTTPServer(("127.0.0.1", port), Well)) for port in ports]:
            Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
        assert fetch(line, "/", None)[0] == 200
