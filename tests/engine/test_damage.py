"""Whatever becomes of a bundle, the browser's engine answers from what was published or not at all."""

import base64
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import PROJECT
from engine.node import run
from hdh_faq.bundle import LISTING

CHANGES = 200
ERRORS = {"BundleError", "Error", "RangeError", "SyntaxError", "TypeError"}
ELSEWHERE: list[object] = [
    "../secret.bin", "bundle/../../secret.bin", "/secret.bin", "//127.0.0.2/x.bin", "https://evil.example/x.bin",
    "data:application/octet-stream,x", "bundle/%2e%2e/secret.bin", "bundle\\..\\secret.bin", "blob:x", "", 1, None,
    {"toString": 1},
]  # fmt: skip
"""Where a listing must not lead."""
NO_LISTINGS = ["", "null", "[]", "3", '"x"', "{}", '{"shared": null}', "[" * 100_000, "{" * 9]


def loaded(folder: Path, **request: Any) -> dict[str, Any]:
    return run("damage.mjs", {"folder": str(folder), "changes": [], "listings": [], "bytes": [], **request})


@pytest.fixture(scope="module")
def listing(real_bundle: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((real_bundle / LISTING).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def found(real_bundle: Path, listing: dict[str, Any]) -> dict[str, Any]:
    """What becomes of every change, one by one, and of each kind of listing: one process tries them all."""
    listings = {"changed": changed_listings(real_bundle), "none": NO_LISTINGS, "sizes": other_sizes(listing)}
    texts = [text for kind in listings.values() for text in kind]
    found = loaded(real_bundle, changes=changes(real_bundle, listing), listings=texts)
    told = iter(found["told"])
    return {**found, "told": {kind: [next(told) for _ in texts] for kind, texts in listings.items()}}


def changes(bundle: Path, listing: dict[str, Any]) -> list[dict[str, Any]]:
    """Of a byte each."""
    draw = random.Random(12)
    contents = {name: (bundle / entry["file"]).read_bytes() for name, entry in listing.items()}
    changes = []
    for number in range(CHANGES):
        name = sorted(contents)[number % len(contents)]
        content = contents[name]
        at = draw.randrange(len(content))
        put = base64.b64encode(bytes([content[at] ^ draw.randrange(1, 256)])).decode()
        changes.append({"name": name, "at": at, "put": put})
    return changes


def changed_listings(bundle: Path) -> list[str]:
    """Of a sign each."""
    draw = random.Random(12)
    text = (bundle / LISTING).read_text(encoding="utf-8")
    listings = []
    for _ in range(30):
        at = draw.randrange(len(text))
        listings.append(text[:at] + draw.choice(' "{}[]:,0aZ\\') + text[at + 1 :])
    return listings


def other_sizes(listing: dict[str, Any]) -> list[str]:
    """That no file has, or not this one."""
    right = listing["shared"]["bytes"]
    sizes = (-1, 0, 1, 1.5, 1e300, "9", None, right - 1, right + 1)
    return [json.dumps({**listing, "shared": {**listing["shared"], "bytes": size}}) for size in sizes]


def test_every_changed_byte_is_found_before_the_first_answer(found: dict[str, Any]) -> None:
    assert found["whole"] == "answered"
    assert found["damaged"] == ["BundleError"] * CHANGES


def test_a_changed_listing_leads_to_the_same_answer_or_to_none(found: dict[str, Any]) -> None:
    told = found["told"]["changed"]
    assert set(told) <= ERRORS | {"answered"}
    assert told.count("answered") < 10  # the meaning's own size, or a sign that was there already


def test_a_listing_leads_to_no_file_but_its_own(real_bundle: Path, listing: dict[str, Any]) -> None:
    # In a process of its own: what else is asked for is a fault.
    evil = [json.dumps({**listing, "shared": {**listing["shared"], "file": file}}) for file in ELSEWHERE]
    found = loaded(real_bundle, listings=evil)
    assert [(file, told) for file, told in zip(ELSEWHERE, found["told"], strict=True) if told not in ERRORS] == []
    own = {f"/site/{LISTING}", *(f"/site/{entry['file']}" for entry in listing.values())}
    assert set(found["wanted"]) <= own


def test_what_is_no_listing_answers_nothing(found: dict[str, Any]) -> None:
    told = zip(NO_LISTINGS, found["told"]["none"], strict=True)
    assert [(text[:20], one) for text, one in told if one not in ERRORS] == []


def test_sizes_that_no_file_has_are_refused(found: dict[str, Any]) -> None:
    assert set(found["told"]["sizes"]) <= ERRORS


@settings(max_examples=2, deadline=None, derandomize=True)
@given(st.lists(st.binary(max_size=400) | st.text(max_size=200).map(str.encode), min_size=40, max_size=40))
def test_any_bytes_are_read_or_end_in_an_error(contents: list[bytes]) -> None:
    head = b'{"dimension":4,"zero":8,"pieces":[],"arrays":[["packed",1,9],["weights",2,1e9],["x",-1,5]]}\n'
    texts = [base64.b64encode(part + content).decode() for part in (b"", head) for content in contents]
    read = loaded(PROJECT, bytes=texts)["read"]
    assert {outcome for pair in read for outcome in pair} <= {"read", "Error"}
