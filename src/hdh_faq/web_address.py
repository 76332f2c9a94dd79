"""What counts as a web address in a setting."""

import re
from urllib.parse import urlsplit

# What cannot end a header, a policy or an attribute of HTML.
_ORIGIN = r"https?://(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?"
_PATH = r"/([\w.~!$&*+=:@%-]+/)*[\w.~!$&*+=:@%-]*"
ORIGIN = re.compile(_ORIGIN, re.ASCII)
ADDRESS = re.compile(rf"{_ORIGIN}({_PATH})?", re.ASCII)
DATABASE = re.compile(r"postgresql://(?!([^/@]*:)[^/]*@)(?!.*\?.*(?i:password))[!-~]*")
PATH = re.compile(_PATH, re.ASCII)


def is_origin(text: str) -> bool:
    """Whether it is scheme, host and perhaps port, as a browser writes them."""
    return ORIGIN.fullmatch(text) is not None and _is_whole(text)


def is_address(text: str) -> bool:
    """Whether it is absolute, of the web, and has neither query nor fragment."""
    return ADDRESS.fullmatch(text) is not None and _is_whole(text)


def is_database(text: str) -> bool:
    """Whether it names a PostgreSQL database, and no password: that is for the environment (PGPASSWORD)."""
    return DATABASE.fullmatch(text) is not None


def is_path(text: str) -> bool:
    """Whether it is a path on the same host."""
    return PATH.fullmatch(text) is not None


def _is_whole(text: str) -> bool:
    try:
        return urlsplit(text).port != 0
    except ValueError:  # a port above 65535, or brackets round what is no IPv6 address
        return False
