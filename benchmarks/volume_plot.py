"""docs/images/volume.svg: milliseconds of CPU per article, by stage, while the warehouse grows."""

from math import ceil, log10

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 190, 40, 40  # pixels around the plot
LINES = {
    "load_ms": ("#1f6f8b", "load"),
    "collect_ms": ("#d1495b", "collect"),
    "hand_out_ms": ("#edae49", "clean: handing out, look-ups"),
}
GRID, TEXT = "#d8dee4", "#24292f"


def draw(rows: list[dict[str, float]]) -> str:
    """The picture. `rows`: per size of the warehouse `articles` and the figures of LINES."""
    most = 5 * ceil(max(row[name] for row in rows for name in LINES) / 5)  # five whole steps
    least_articles, most_articles = log10(rows[0]["articles"]), log10(rows[-1]["articles"])

    def x(articles: float) -> float:
        share = (log10(articles) - least_articles) / max(0.01, most_articles - least_articles)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(milliseconds: float) -> float:
        return round(HEIGHT - BOTTOM - milliseconds / most * (HEIGHT - TOP - BOTTOM), 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="Helvetica, Arial, sans-serif" font-size="11" fill="{TEXT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20">CPU milliseconds per article, by articles in the warehouse</text>',
    ]
    for fifth in range(6):
        value = most * fifth / 5
        parts.append(f'<line x1="{LEFT}" y1="{y(value)}" x2="{WIDTH - RIGHT}" y2="{y(value)}" stroke="{GRID}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(value) + 4}" text-anchor="end">{value:.0f}</text>')
    for row in rows:
        label = f"{row['articles']:,.0f}"
        parts.append(f'<text x="{x(row["articles"])}" y="{HEIGHT - 18}" text-anchor="middle">{label}</text>')
    for name, (colour, label) in LINES.items():
        points = [(x(row["articles"]), y(row[name])) for row in rows]
        path = " ".join(f"{px},{py}" for px, py in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{px}" cy="{py}" r="3.5" fill="{colour}"/>' for px, py in points]
        parts.append(f'<text x="{points[-1][0] + 10}" y="{points[-1][1] + 4}" fill="{colour}">{label}</text>')
    return "\n".join([*parts, "</svg>", ""])
