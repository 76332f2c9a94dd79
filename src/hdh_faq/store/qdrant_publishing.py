"""An index goes to a Qdrant engine as a whole: beside what is there first, and only then in its place."""

import re
from collections.abc import Iterator

import numpy as np
from qdrant_client import QdrantClient, models

from hdh_faq.errors import StoreError
from hdh_faq.index import NO_TWIN, Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.store.qdrant import NAME, collection, holds, talking

OURS = re.compile(NAME + "-[0-9a-f]{16}")
SECONDS = 120
"""How long the engine may take to write a batch."""
BATCH = 8
"""Passages sent at once: with a hundred questions each, five megabytes; an engine takes 32."""


def publish(client: QdrantClient, index: Index) -> str:
    """Write an index beside what is there, then lead to it; the name of its collection.

    The collection that it follows is kept, for servers that still show it; older ones of ours are removed.

    Raises:
        StoreError: the engine is down, or has not kept everything; nothing leads to what was begun.
    """
    name = collection(index)
    with talking():
        if not holds(client, index):
            if client.collection_exists(name):  # one that was begun
                client.delete_collection(name)
            _create(client, name, index.vectors.table.kept.shape[1])
            client.upload_points(name, _points(index), batch_size=BATCH, wait=True)
            if not holds(client, index):
                raise StoreError("The engine has not kept all passages: run `hdh-faq publish` again.")
        before = {one.collection_name for one in client.get_aliases().aliases if one.alias_name == NAME}
        lead = models.CreateAlias(collection_name=name, alias_name=NAME)
        operations: list[models.AliasOperations] = [models.CreateAliasOperation(create_alias=lead)]
        if before:
            operations.insert(0, models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=NAME)))
        # One request, so that there is no moment between the two.
        client.update_collection_aliases(operations)
        if before != {name}:
            for other in client.get_collections().collections:
                if OURS.fullmatch(other.name) and other.name not in {name, *before}:
                    client.delete_collection(other.name)
    return name


def _create(client: QdrantClient, name: str, dimension: int) -> None:
    one = models.VectorParams(size=dimension, distance=models.Distance.DOT)
    best = models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM)
    many = one.model_copy(update={"multivector_config": best})
    words = models.SparseVectorParams()
    client.create_collection(
        name,
        vectors_config={"dense_text": one, "dense_questions": many, "dense_twin": many},
        sparse_vectors_config={"bm25_text": words, "bm25_asked": words},
    )
    client.create_payload_index(name, "lang", models.PayloadSchemaType.KEYWORD)


def _points(index: Index) -> Iterator[models.PointStruct]:
    """What the engine is to hold of each passage."""
    order = np.argsort(index.question_owners, kind="stable")
    starts = np.searchsorted(index.question_owners[order], np.arange(len(index.passages) + 1))

    def questions(row: int) -> list[list[float]]:
        own = order[starts[row] : starts[row + 1]] if row != NO_TWIN else order[:0]
        return [vector.tolist() for vector in index.question_vectors[own].vectors()]

    for lang in LANGUAGES:
        words = {"bm25_text": index.fields[lang].weights(), "bm25_asked": index.asked_fields[lang].weights()}
        for place, row in enumerate(index.rows(lang).tolist()):
            vectors = {
                "dense_text": index.vectors[row : row + 1].vectors()[0].tolist(),
                "dense_questions": questions(row),
                "dense_twin": questions(int(index.twins[row])),
            }
            for name, weights in words.items():
                start, end = weights.indptr[place : place + 2]
                vectors[name] = models.SparseVector(
                    indices=weights.indices[start:end].tolist(), values=weights.data[start:end].tolist()
                )
            # A passage without questions has no such vector, and is found by the others.
            kept = {name: vector for name, vector in vectors.items() if vector}
            yield models.PointStruct(id=row, vector=kept, payload={"lang": lang})
