"""The table of figures: for the terminal and, as Markdown, for docs/quality.md."""

from pathlib import Path

from benchmarks.calibration import Bin
from benchmarks.measures import Figures, Measure

PAGE = Path(__file__).parents[1] / "docs" / "quality.md"
BEGIN, END = "<!-- figures: written by `make evaluate` -->", "<!-- end of figures -->"
CALIBRATION = "Rows by their confidence, measured on one half of the records and given to the other:"
HEADER = ("fact", "set", "measure", "P", "R", "F1 or share", "others, same data", "published")


def cells(row: Measure, figure: dict[str, float]) -> tuple[str, ...]:
    """One row as text."""
    return (
        row.fact,
        row.set,
        row.name,
        _number(figure.get("p")),
        _number(figure.get("r")),
        _number(figure["figure"]),
        _other(row.measured, row.measured_by),
        _other(row.published, row.published_by),
    )


def table(rows: list[Measure], figures: Figures) -> list[str]:
    """Aligned lines for the terminal."""
    found = [HEADER, *(cells(row, figures[row.key]) for row in rows if row.key in figures)]
    widths = [max(len(line[column]) for line in found) for column in range(len(HEADER))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in found]


def markdown(rows: list[Measure], figures: Figures) -> list[str]:
    """The table as Markdown; where others' figure is higher, it stands in bold."""
    lines = ["| " + " | ".join(HEADER) + " |", "|---|---|---|--:|--:|--:|---|---|"]
    for row in rows:
        if row.key in figures:
            *before, measured, published = cells(row, figures[row.key])
            ours = figures[row.key]["figure"]
            measured = f"**{measured}**" if row.measured and row.measured > ours else measured
            published = f"**{published}**" if row.published and row.published > ours else published
            lines.append("| " + " | ".join([*before, measured, published]) + " |")
    return lines


def calibration_table(tables: dict[str, list[Bin]]) -> list[str]:
    """The reliability of each fact type as Markdown."""
    lines = ["| fact | confidence | rows | mean confidence | share right |", "|---|---|--:|--:|--:|"]
    return lines + [
        f"| {fact} | {b.low:.1f}–{b.low + 0.1:.1f} | {b.n:,} | {b.confidence:.2f} | {b.right:.2f} |"
        for fact, bins in tables.items()
        for b in bins
    ]


def write_page(
    version: str, rows: list[Measure], figures: Figures, calibration: dict[str, list[Bin]], page: Path = PAGE
) -> None:
    """Put the tables between the page's two marks. Raises ValueError where the marks are missing."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{page} lacks the marks {BEGIN} and {END}")
    found = [BEGIN, f"Version {version}:", "", *markdown(rows, figures), "", CALIBRATION, ""]
    page.write_text(before + "\n".join([*found, *calibration_table(calibration), END]) + after, encoding="utf-8")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _other(value: float | None, by: str) -> str:
    return "" if value is None else f"{value:.3f} {by}"
