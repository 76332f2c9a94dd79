"""Options that the scripts share."""

import argparse
import os
from pathlib import Path


def add_shared(parser: argparse.ArgumentParser, *, data: bool = True) -> argparse.ArgumentParser:
    """Add ``--work``, ``--threads`` and, where the corpora are read, ``--data``."""
    if data:
        folder = os.environ.get("TRAINING_DATA")
        parser.add_argument(
            "--data",
            type=Path,
            default=folder and Path(folder),
            required=not folder,
            help="folder of the training data (default: TRAINING_DATA)",
        )
    parser.add_argument(
        "--work", type=Path, default=Path(".cache/training"), help="folder for what is kept between steps"
    )
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    return parser
