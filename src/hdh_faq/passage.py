"""The unit that is indexed and shown, and the sources that it cites."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class CitedSource:
    """A source as the footnote of a page names it."""

    key: str
    publisher: str
    title: str
    date: str
    url: str


@dataclass(frozen=True)
class Passage:
    """A few consecutive blocks of one section, with what a reader needs to trust and find them.

    Attributes:
        text: as published; blocks are separated by newlines, cells of a table row by tabs. A part of a table
            begins with the table's heading row.
        page: title of the page (its first heading).
        headings: headings from the page's title down to the section's own.
        url: address of the section, from the root of the site: ``/visio/#hosting``.
        lang: language of the page, ``fr`` or ``en``.
        as_of: ISO date on which the page was last checked; empty if it does not say.
        position: place of the passage within its section, from 0.
        sources: what the footnotes in these blocks cite.
        about: what its section is about in everyday words, from the page's front matter; readers do not see it.
        questions: ways to ask for it, from the page's front matter; of a section cut into several passages, each
            has those of the section's questions whose words it holds most of.
        numbers: for each line of the text, the number that a browser sets before it, 0 for none; empty if there is
            none at all.
    """

    text: str
    page: str
    headings: tuple[str, ...]
    url: str
    lang: str
    as_of: str
    position: int
    sources: tuple[CitedSource, ...]
    about: str
    questions: tuple[str, ...]
    numbers: tuple[int, ...] = ()

    @property
    def heading(self) -> str:
        """The section's own heading."""
        return self.headings[-1]

    @property
    def document(self) -> str:
        """What stands for it in its vector and its text field: where it is, what about, then what it says."""
        return "\n".join(filter(None, (*self.headings, self.about, self.text)))

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Passage":
        """Read what `to_json` wrote."""
        data = json.loads(line)
        data["sources"] = tuple(CitedSource(**source) for source in data["sources"])
        for name in ("headings", "questions", "numbers"):
            data[name] = tuple(data[name])
        return cls(**data)
