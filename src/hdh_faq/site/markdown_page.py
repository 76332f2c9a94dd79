"""A page as its author wrote it: front matter, and a section for each heading."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hdh_faq.site.bibliography import DatesAsText
from hdh_faq.site.citations import cited_keys

HEADING = re.compile(r"^(#{1,6}) (.*?)\s*(?:\{#([\w-]+)\})?\s*$")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; ``line`` is the heading's, counted from 1."""

    anchor: str
    title: str
    line: int
    text: str

    @property
    def keys(self) -> set[str]:
        """Keys of the sources that it cites, in its heading too."""
        return set(cited_keys(f"{self.title}\n\n{self.text}"))


@dataclass(frozen=True)
class MarkdownPage:
    """A page of one language. Where ``problem`` says why it cannot be read, it has no front matter and no section."""

    path: Path
    lang: str
    lines: tuple[str, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    problem: str = ""

    @property
    def in_corpus(self) -> bool:
        """Whether the chat answers from it."""
        return bool(self.meta.get("corpus", True))

    @property
    def questions(self) -> dict[str, list[str]] | None:
        """Questions that the front matter carries, by heading id; None where they are not lists of texts."""
        questions = self.meta.get("questions") or {}
        if not isinstance(questions, dict):
            return None
        lists = {anchor: asked or [] for anchor, asked in questions.items()}
        well_formed = all(
            isinstance(asked, list) and all(isinstance(question, str) for question in asked)
            for asked in lists.values()
        )
        return lists if well_formed else None

    def line_of(self, text: str) -> int:
        """First line that holds ``text``, or 1."""
        return next((number for number, line in enumerate(self.lines, 1) if text in line), 1)


def read_markdown(path: Path, lang: str) -> MarkdownPage:
    """Read front matter and sections; what cannot be read is named in ``problem``."""
    try:
        # Not splitlines(): a form feed is a character to be found, not the end of a line.
        lines = tuple(path.read_text(encoding="utf-8-sig").split("\n"))
    except UnicodeDecodeError:
        return MarkdownPage(path, lang, problem="UTF-8")
    # As MkDocs reads it: spaces may follow the dashes, and dots may end it.
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), 0)
    if lines[0].rstrip() != "---" or not end:
        return MarkdownPage(path, lang, lines, problem="---")
    try:
        meta = yaml.load("\n".join(lines[1:end]), Loader=DatesAsText)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        return MarkdownPage(path, lang, lines, problem=" ".join(str(error).split()))
    if meta is not None and not isinstance(meta, dict):
        return MarkdownPage(path, lang, lines, problem=f"{type(meta).__name__}")
    return MarkdownPage(path, lang, lines, meta or {}, _sections(lines, end + 1))


def _sections(lines: tuple[str, ...], start: int) -> tuple[Section, ...]:
    headings = list(_headings(lines, start))
    ends = [number - 1 for number, _ in headings[1:]] + [len(lines)]
    return tuple(
        Section(heading[3] or "", heading[2], number, "\n".join(lines[number:end]))
        for (number, heading), end in zip(headings, ends, strict=True)
    )


def _headings(lines: tuple[str, ...], start: int) -> Iterator[tuple[int, re.Match[str]]]:
    """Each heading with its line, counted from 1; what stands in fenced code or in a comment is none."""
    fence, comment = "", False
    for number, line in enumerate(lines[start:], start + 1):
        mark = FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
        if not fence and ("<!--" in line or comment):
            comment = "-->" not in line.rpartition("<!--")[2]
        heading = None if fence or comment else HEADING.match(line)
        if heading:
            yield number, heading
