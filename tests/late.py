"""Modules that take seconds to import, for tests that alone need them: each worker imports every file of tests."""

from importlib import import_module
from typing import Any

PEEKED = ("__", "_mock_name")
"""What pytest asks of each name in a file of tests, to see what it is: no reason to import anything."""


class Late:
    """A module, imported when first asked for something of it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith(PEEKED):
            raise AttributeError(attribute)
        return getattr(import_module(self._name), attribute)
