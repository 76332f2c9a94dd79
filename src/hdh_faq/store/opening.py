"""Which store holds the passages: the process itself, or the engine at an address."""

from importlib.util import find_spec

from hdh_faq.errors import SettingError
from hdh_faq.index import Index
from hdh_faq.languages import LANGUAGES
from hdh_faq.settings import PREFIX
from hdh_faq.store import Store
from hdh_faq.store.embedded import EmbeddedStore
from hdh_faq.web_address import is_database


def open_stores(address: str, index: Index) -> dict[str, Store]:
    """The passages of each language, in the engine at ``address`` or, if that is empty, in the process.

    Raises:
        SettingError: the engine's library is not installed.
        StoreError: the engine is down, or does not hold this index.
    """
    if not address:
        return {lang: EmbeddedStore(index, lang) for lang in LANGUAGES}
    if is_database(address):
        _need("psycopg", "postgres")
        from hdh_faq.store import postgres  # noqa: PLC0415 - an extra

        engine = postgres.Engine(address, index)
        postgres.check(engine, index)
        return {lang: postgres.PostgresStore(engine, index, lang) for lang in LANGUAGES}
    _need("qdrant_client", "qdrant")
    from hdh_faq.store import qdrant  # noqa: PLC0415 - an extra

    client = qdrant.connect(address)
    qdrant.check(client, index)
    return {lang: qdrant.QdrantStore(client, index, lang) for lang in LANGUAGES}


def publish(address: str, index: Index) -> str:
    """Write an index to the engine; the name it has there.

    Raises:
        SettingError: there is no address, or the engine's library is not installed.
        StoreError: the engine is down; what it held before is untouched.
    """
    if not address:
        raise SettingError(
            f"{PREFIX}STORE names no engine: set it to an address like http://host:6333 or postgresql://host/name."
        )
    if is_database(address):
        _need("psycopg", "postgres")
        from hdh_faq.store import postgres_publishing  # noqa: PLC0415 - an extra

        return postgres_publishing.publish(address, index)
    _need("qdrant_client", "qdrant")
    from hdh_faq.store import qdrant, qdrant_publishing  # noqa: PLC0415 - an extra

    return qdrant_publishing.publish(qdrant.connect(address, qdrant_publishing.SECONDS), index)


def _need(library: str, extra: str) -> None:
    if find_spec(library) is None:
        raise SettingError(f"{PREFIX}STORE needs a library: install hdh-faq[{extra}].")
