"""The packaged model: offline, unit vectors, two languages in one space; and what happens without it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hdh_faq.embedding import Embedder, load_embedder, model_digest
from hdh_faq.errors import ModelError
from hdh_faq.settings import PACKAGED_MODEL, Settings

FRENCH = "Qui hébergera les données de santé ?"
ENGLISH = "Who will host the health data?"
TEXTS = [FRENCH, ENGLISH, "La CNIL a rendu un avis.", "", "?", "🙂", "mot " * 2000]
PAIRS = [
    (FRENCH, ENGLISH),
    ("Pourquoi quitter Microsoft Azure ?", "Why leave Microsoft Azure?"),
    ("Le droit américain permet à un juge d'exiger des données.", "US law lets a judge demand data."),
    ("Quand la migration sera-t-elle terminée ?", "When will the migration be finished?"),
]


@pytest.fixture(scope="module")
def packaged() -> Embedder:
    return load_embedder(Settings())


@pytest.fixture
def model_copy(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "copy"
    shutil.copytree(PACKAGED_MODEL, folder)
    return folder


def test_model_loads_and_encodes_without_touching_the_network(tmp_path: Path) -> None:
    # A process of its own: the libraries read the offline switch when they are imported.
    script = """
import json, socket
attempts = []
def refuse(*arguments, **options):
    attempts.append(repr(arguments))
    raise OSError("no network in this test")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
from hdh_faq.embedding import load_embedder
from hdh_faq.settings import Settings
vector = load_embedder(Settings()).encode_question("Qui héberge ?")
print(json.dumps({"attempts": attempts, "size": len(vector)}))
"""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
    environment = {**plain, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["attempts"] == []
    assert said["size"] > 0


def test_documents_become_float32_unit_vectors(packaged: Embedder) -> None:
    vectors = packaged.encode_documents(TEXTS[:3])
    assert vectors.dtype == np.float32
    assert vectors.ndim == 2
    assert len(vectors) == 3
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_question_becomes_one_float32_unit_vector(packaged: Embedder) -> None:
    vector = packaged.encode_question(FRENCH)
    assert vector.dtype == np.float32
    assert vector.shape == packaged.encode_documents([FRENCH])[0].shape
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:12]))
def test_any_text_gives_finite_numbers(packaged: Embedder, text: str) -> None:
    assert np.isfinite(packaged.encode_question(text)).all()
    assert np.isfinite(packaged.encode_documents([text])).all()


def test_the_same_text_always_gives_the_same_vector(packaged: Embedder) -> None:
    first, again = packaged.encode_documents(TEXTS), packaged.encode_documents(TEXTS)
    assert first.tobytes() == again.tobytes()
    assert load_embedder(Settings()).encode_documents(TEXTS).tobytes() == first.tobytes()


def test_a_vector_does_not_depend_on_its_neighbours(packaged: Embedder) -> None:
    together = packaged.encode_documents(TEXTS)
    alone = np.stack([packaged.encode_documents([text])[0] for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1])
def test_a_sentence_is_nearest_to_its_translation(packaged: Embedder, pair: tuple[str, str]) -> None:
    french = packaged.encode_question(pair[0])
    cosines = packaged.encode_documents([english for _, english in PAIRS]) @ french
    assert PAIRS[int(cosines.argmax())] == pair


def test_french_and_english_are_nearer_than_two_subjects(packaged: Embedder) -> None:
    french, english, cooking = packaged.encode_documents([FRENCH, ENGLISH, "Faites fondre le beurre doucement."])
    assert float(french @ english) > float(french @ cooking) + 0.2


def test_question_prompt_is_put_before_questions_only(packaged: Embedder) -> None:
    prompted = load_embedder(Settings(query_prompt="query: "))
    assert prompted.encode_question(FRENCH) == pytest.approx(packaged.encode_question("query: " + FRENCH), abs=1e-6)
    assert prompted.encode_documents([FRENCH]) == pytest.approx(packaged.encode_documents([FRENCH]), abs=1e-6)
    assert prompted.encode_question(FRENCH) != pytest.approx(packaged.encode_question(FRENCH), abs=1e-3)


def test_document_prompt_is_put_before_documents_only(packaged: Embedder) -> None:
    prompted = load_embedder(Settings(document_prompt="passage: "))
    expected = packaged.encode_documents(["passage: " + FRENCH])
    assert prompted.encode_documents([FRENCH]) == pytest.approx(expected, abs=1e-6)
    assert prompted.encode_question(FRENCH) == pytest.approx(packaged.encode_question(FRENCH), abs=1e-6)
    assert expected != pytest.approx(packaged.encode_documents([FRENCH]), abs=1e-3)


def test_embedder_is_named_after_its_folder_and_carries_the_digest(packaged: Embedder) -> None:
    assert packaged.name == PACKAGED_MODEL.name
    assert packaged.digest == model_digest(Settings())


def test_digest_is_that_of_the_files_wherever_they_lie(model_copy: Path) -> None:
    assert model_digest(Settings(model=str(model_copy))) == model_digest(Settings())


def test_digest_changes_with_any_byte_of_the_model(model_copy: Path) -> None:
    weights = model_copy / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert model_digest(Settings(model=str(model_copy))) != model_digest(Settings())


def test_digest_changes_when_a_file_is_renamed(model_copy: Path) -> None:
    (model_copy / "tokenizer.json").rename(model_copy / "other.json")
    assert model_digest(Settings(model=str(model_copy))) != model_digest(Settings())


def test_digest_does_not_change_with_the_model_card(model_copy: Path) -> None:
    (model_copy / "README.md").write_text("Another card.\n", encoding="utf-8")
    assert model_digest(Settings(model=str(model_copy))) == model_digest(Settings())


def test_digest_tells_every_prompt_apart() -> None:
    digests = {
        model_digest(Settings(query_prompt=query, document_prompt=document))
        for query, document in [("", ""), ("a", ""), ("", "a"), ("a", "b"), ("b", "a"), ("ab", "")]
    }
    assert len(digests) == 6


def test_digest_of_a_hub_model_follows_its_name() -> None:
    first, second = (model_digest(Settings(model=name)) for name in ("someone/one", "someone/two"))
    assert first != second


def test_a_missing_model_is_named_in_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "no" / "model"
    with pytest.raises(ModelError) as caught:
        load_embedder(Settings(model=str(missing)))
    assert str(missing) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2


def test_a_hub_name_that_cannot_be_reached_is_a_model_error() -> None:
    script = """
from hdh_faq.embedding import load_embedder
from hdh_faq.errors import ModelError
from hdh_faq.settings import Settings
try:
    load_embedder(Settings(model="nobody/has-this-model"))
except ModelError as error:
    print("ModelError", error.message)
"""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("ModelError")
    assert "nobody/has-this-model" in done.stdout


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load_embedder(Settings(model=str(tmp_path)))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_model_without_one_of_its_files_is_refused(model_copy: Path, name: str) -> None:
    (model_copy / name).unlink()
    with pytest.raises(ModelError) as caught:
        load_embedder(Settings(model=str(model_copy)))
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
@pytest.mark.parametrize("kept", [0, 7, 0.5], ids=["empty", "seven bytes", "half"])
def test_a_truncated_model_file_is_refused(model_copy: Path, name: str, kept: float) -> None:
    path = model_copy / name
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept) if isinstance(kept, float) else kept])
    with pytest.raises(ModelError) as caught:
        load_embedder(Settings(model=str(model_copy)))
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_model_file_of_noise_is_refused(model_copy: Path, name: str) -> None:
    (model_copy / name).write_bytes(np.random.default_rng(0).bytes(4096))
    with pytest.raises(ModelError):
        load_embedder(Settings(model=str(model_copy)))


def test_our_reading_of_the_packaged_model_is_that_of_sentence_transformers(packaged: Embedder) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

    theirs = SentenceTransformer(str(PACKAGED_MODEL), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert packaged.encode_documents(TEXTS) == pytest.approx(theirs, abs=1e-6)


def test_a_model_of_another_kind_is_read_by_sentence_transformers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import
    from sentence_transformers.sentence_transformer.modules import Dense  # noqa: PLC0415

    static = SentenceTransformer(str(PACKAGED_MODEL), device="cpu")
    dense = Dense(256, 8)
    SentenceTransformer(modules=[static[0], dense]).save(str(tmp_path / "dense"))
    vectors = load_embedder(Settings(model=str(tmp_path / "dense"))).encode_documents(TEXTS[:2])
    assert vectors.shape == (2, 8)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_the_packaged_model_needs_no_torch() -> None:
    script = """
import sys
from hdh_faq.embedding import load_embedder
from hdh_faq.settings import Settings
load_embedder(Settings()).encode_question("Qui héberge ?")
assert not {"torch", "sentence_transformers", "transformers"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", script], check=True)
