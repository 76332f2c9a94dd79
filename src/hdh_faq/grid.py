"""The grid that the cells of an HTML table fill."""

from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

MAX_SPAN = 100


def row_widths(table: LexborNode) -> list[tuple[LexborNode, int]]:
    """Each row with the columns that it fills, cells that reach into it from above and from the left among them."""
    rows = own_rows(table)
    return list(zip(rows, _widths(rows), strict=True))


def own_rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table, but not those of a table in one of its cells."""
    return [row for row in table.css("tr") if _is_own(row, table)]


def span(cell: LexborNode, name: str) -> int:
    """How many rows or columns (``rowspan``, ``colspan``) a cell reaches over; 1 where it says nothing usable."""
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _is_own(row: LexborNode, table: LexborNode) -> bool:
    above = row.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above is not None and above.mem_id == table.mem_id


def _widths(rows: list[LexborNode]) -> Iterator[int]:
    reaching: Counter[int] = Counter()
    for row in rows:
        below: Counter[int] = Counter({column: left - 1 for column, left in reaching.items() if left})
        column = 0
        for cell in row.iter():
            while reaching[column]:
                column += 1
            for _ in range(span(cell, "colspan")):
                below[column] = span(cell, "rowspan") - 1
                column += 1
        yield max([column, *(at + 1 for at, left in reaching.items() if left)])
        reaching = below
