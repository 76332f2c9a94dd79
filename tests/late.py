"""Modules that take seconds to import, for tests that alone need them: each worker imports every file of tests."""

from importlib import import_module
from typing import Any


class Late:
    """A module, imported when first asked for something of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
