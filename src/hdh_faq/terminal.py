"""What the commands have in common."""

from typing import TYPE_CHECKING

import click

from hdh_faq.settings import Settings

if TYPE_CHECKING:
    from hdh_faq.faq import Faq


def say(message: str) -> None:
    """Tell the person at the terminal."""
    click.echo(message, err=True)


def load_faq() -> "Faq":
    """Load the index and model that the settings name."""
    from hdh_faq.faq import Faq

    settings = Settings.from_env()
    return Faq.load(settings.index_dir, settings)
