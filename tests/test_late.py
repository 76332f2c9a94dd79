"""What is imported late is not imported when pytest looks at a file of tests."""

import inspect

import pytest

from late import Late


def test_a_look_at_what_a_module_is_imports_nothing() -> None:
    late = Late("no_module_of_this_name")
    assert getattr(late, "__test__", None) is getattr(late, "_mock_name", None) is None
    assert inspect.unwrap(late) is late  # type: ignore[arg-type]
    assert not hasattr(late, "__bases__")


def test_a_name_of_the_module_is_the_modules() -> None:
    assert Late("inspect").unwrap is inspect.unwrap
    with pytest.raises(ModuleNotFoundError):
        _ = Late("no_module_of_this_name").name
