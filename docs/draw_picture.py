"""Draw the README's picture after `make run`: `python docs/draw_picture.py data/published/current.duckdb`."""

import io
import re
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

PICTURE = Path(__file__).parent / "images" / "marts.svg"
QUESTIONS = {
    "Who said what?": """select speaker, speaker_title, quote, n_reports as reports from quotations
where kind = 'direct' and speaker_title is not null order by n_articles desc, length(quote) desc limit 4""",
    "Who did what to whom, and what is only planned?": """select actor, trigger as did, recipient, realis,
date_start as day
from events where event_type in ('AGREE', 'ACCUSE', 'CONSULT', 'REQUEST', 'PROTEST') and recipient is not null
and date_start is not null order by day desc limit 6""",
    "How many, and who says so?": """select value_low as number, unit, counted, bound, change, speaker from quantities
where counted is not null and speaker_id is not null order by number desc limit 5""",
}


def main() -> None:
    """Ask the questions and draw question and answer as a terminal would show them."""
    console = Console(record=True, width=132, file=io.StringIO())
    with duckdb.connect(sys.argv[1], read_only=True) as published:
        for title, query in QUESTIONS.items():
            console.print(Text(f"{title}\n", style="bold"), Text(f"{query};", style="cyan"), sep="")
            console.print(answer(published, query))
            console.print()
    drawn = console.export_svg(title="Nutgraf: the marts of the sample articles")
    # Rich names web fonts by address; a picture in a repository must show without the network.
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), encoding="utf-8")


def answer(published: duckdb.DuckDBPyConnection, query: str) -> Table:
    """The rows of a query."""
    table = Table(header_style="dim")
    result = published.execute(query)
    for name, *_ in result.description or ():
        table.add_column(name)
    for row in result.fetchall():
        table.add_row(
            *("" if value is None else f"{value:,.12g}" if isinstance(value, float) else str(value) for value in row)
        )
    return table


if __name__ == "__main__":
    main()
