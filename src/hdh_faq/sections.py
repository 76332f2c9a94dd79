"""A page's main text → its sections: each heading, and each term with an address of its own, opens one."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from hdh_faq.blocks import blocks_of, line
from hdh_faq.cutting import Block
from hdh_faq.shape import anchor_of, without_mark

TERM = 7
"""Level of a term of a list, below all headings; one more for each list around it."""


@dataclass
class Section:
    """A heading and what stands under it; ``headings`` are those from the page's title down."""

    anchor: str
    headings: tuple[str, ...]
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class _Heading:
    level: int
    text: str
    anchor: str


def sections_of(root: LexborNode, title: str) -> Iterator[Section]:
    """Sections in the order of the page; ``title`` stands above all, where the page's own headings do not say it."""
    path: list[_Heading] = []
    section = Section("", (title,))
    for block in blocks_of(root):
        if isinstance(block, Block):
            section.blocks.append(block)
            continue
        yield section
        level = _level(block)
        path = [heading for heading in path if heading.level < level]
        if block.tag != "dl":
            anchor = anchor_of(block, root)
            without_mark(block)
            path.append(_Heading(level, line(block, []).strip("\u200b "), anchor))
        headings = tuple(heading.text for heading in path)
        above = () if not title or headings[:1] == (title,) else (title,)
        section = Section(path[-1].anchor if path else "", (*above, *headings) or ("",))
    yield section


def _level(node: LexborNode) -> int:
    """Depth of a heading, of a term, or of the terms of a list that ends."""
    if node.tag not in {"dt", "dl"}:
        return int((node.tag or "h1")[1])
    depth, above = 0, node
    while above is not None:
        depth += above.tag == "dl"
        above = above.parent  # type: ignore[assignment]
    return TERM + depth
