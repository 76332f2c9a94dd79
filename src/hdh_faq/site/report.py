"""The table at the end of a check: how hard each page is to read, and how much of it stands elsewhere too."""

from collections.abc import Iterator
from pathlib import Path

from hdh_faq.languages import LANGUAGES
from hdh_faq.site.markdown_page import read_markdown
from hdh_faq.site.readability import lix, prose_of
from hdh_faq.site.repetition import limit, repeated_shares

HEAD = "LIX, and share of six-word sequences that another page has (* above the limit)"


def quality_table(project: Path) -> Iterator[str]:
    """One line a page name, with a pair of columns for each language."""
    cells: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        pages = [read_markdown(path, lang) for path in sorted((project / "docs" / lang).glob("*.md"))]
        for page, share in zip(pages, repeated_shares(pages), strict=True):
            prose = prose_of(page)
            level = f"{lix(prose):.0f}" if prose.strip() else "-"
            over = "*" if share > limit(page) else " "
            cells.setdefault(page.path.stem, {})[lang] = f"{level:>3} {100 * share:>4.0f} %{over}"
    if not cells:
        return
    width = max(len(name) for name in cells)
    yield HEAD
    yield " " * width + "".join(f"   {lang:^10}" for lang in LANGUAGES)
    for name, row in cells.items():
        yield f"{name:<{width}}" + "".join(f"   {row.get(lang, ''):<10}" for lang in LANGUAGES)
