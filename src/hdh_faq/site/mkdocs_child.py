"""MkDocs as a build runs it: it ends with the build, which holds the other end of its stdin.

Else it would outlive a build that is killed, and write again into a folder that the next one has cleared away.
"""

import os
import threading

from mkdocs.__main__ import cli


def end_with_parent() -> None:
    """Wait for the other end to be closed."""
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, daemon=True).start()
    cli()
