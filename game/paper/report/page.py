"""The report as a file: one HTML page that needs nothing else, or a PDF whose text is text.

Owns how blocks look in either. Refuses scripts, the network, and to know what the blocks say.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from game.base import scripts
from game.base.files import write_atomically
from game.base.text import Words
from game.pack import lettering
from game.pack.document import FACE, GREY, WIDE_FACE, covers, document
from game.paper.report import reading
from game.paper.report.charts import TEXT, WIDTH
from game.paper.report.contents import Chart, Heading, NewPage, Paragraph, Points, ReportBlock, Table, contents

if TYPE_CHECKING:
    from fpdf import FPDF

    from game.pack.library import Library

ALLOWED = "default-src 'none'; style-src 'unsafe-inline'"  # the page asks browsers for no script, file or address

STYLE = """
:root { color-scheme: light }
body { font: 1rem/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif; color: #1a1a1a; background: #fff;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 2rem; line-height: 1.2 } h2 { font-size: 1.35rem; margin-top: 2.2rem; break-after: avoid }
p.leading { font-size: 1.25rem } li { margin: .4rem 0 }
figure { margin: 1.5rem 0; break-inside: avoid } figcaption { font-weight: bold; margin-bottom: .5rem }
svg { width: 100%; height: auto }
h1, h2, p, li, td, th, caption, figcaption { unicode-bidi: plaintext }
.table { overflow-x: auto } td { white-space: nowrap }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; font-size: .95rem }
caption { text-align: left; font-weight: bold; margin-bottom: .5rem }
th, td { padding: .3rem .5rem; text-align: right; vertical-align: top; border-bottom: 1px solid #999 }
th:first-child, td:first-child { text-align: left } tbody th { font-weight: normal } thead th { border-width: 2px }
@media print { @page { margin: 18mm } body { margin: 0; max-width: none; font-size: 10.5pt }
  .page { break-before: page } tr { break-inside: avoid } thead { display: table-header-group }
  .table { overflow: visible } td { white-space: normal } }
""".strip()


def write(
    out: Path, path: Path, library: Library, words: Words, event: str | None = None, since: str | None = None
) -> None:
    """Write the report on a results file (`path`) to a .pdf or .html file, whole or not at all.

    The library is the pack that is asked about; `event` and `since` confine the results as `reading.read` has it.
    Raises ResultsError, OSError, and ModuleNotFoundError where a library is missing.
    """
    results = reading.read(path, library, event, since)
    blocks = contents(results, library, words)
    write_atomically(out, (as_html if out.suffix.lower() == ".html" else as_pdf)(blocks, words))


def as_html(blocks: Sequence[ReportBlock], words: Words) -> bytes:
    """One page in UTF-8, readable without anything else, by ear as well."""
    body: list[str] = []
    for number, block in enumerate(blocks):
        if isinstance(block, NewPage):
            body.append('<div class="page"></div>')
        elif isinstance(block, Heading):
            body.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>")
        elif isinstance(block, Paragraph):
            begin = '<p class="leading">' if block.leading else "<p>"
            body.append(f"{begin}{escape(block.text)}</p>")
        elif isinstance(block, Points):
            items = "".join(f"<li>{escape(item)}</li>" for item in block.items)
            body.append(f"<ul>{items}</ul>")
        elif isinstance(block, Table):
            body.append(_table(block))
        else:
            body.append(_figure(block, number))
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{ALLOWED}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(_title(blocks))} · {escape(words('title.name'))}</title><style>{STYLE}</style>"
    )
    parts = (
        "<!DOCTYPE html>", f'<html lang="{words.language}">', f"<head>{head}</head>", "<body>", "<main>", *body,
        "</main>", "</body>", "</html>", "",
    )  # fmt: skip
    return "\n".join(parts).encode()


def _title(blocks: Sequence[ReportBlock]) -> str:
    return next((block.text for block in blocks if isinstance(block, Heading)), "")


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in table.head)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in table.rows
    )
    parts = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>"
    caption = escape(table.caption)
    scrolled = f'<div class="table" role="region" aria-label="{caption}" tabindex="0">'
    return f"{scrolled}<table><caption>{caption}</caption>\n{parts}</table></div>"


def _figure(chart: Chart, number: int) -> str:
    name = f"chart-{number}"
    described = f'<desc id="{name}-told">{escape(chart.description)}</desc>'
    attributes = f' role="img" aria-labelledby="{name}" aria-describedby="{name}-told"'
    drawn = chart.drawing.svg("inherit", attributes, described)
    return f'<figure><figcaption id="{name}">{escape(chart.title)}</figcaption>{drawn}</figure>'


def as_pdf(blocks: Sequence[ReportBlock], words: Words) -> bytes:
    """An A4 document with embedded fonts, an outline, its language, and a number on every page."""
    title = _title(blocks)
    pdf = document(title, words, f"{words('title.name')} · {title}")
    pdf.add_page()
    for number, block in enumerate(blocks):
        if isinstance(block, NewPage):
            pdf.add_page()
        elif isinstance(block, Heading):
            _print_heading(pdf, block, blocks[number + 1 :])
        elif isinstance(block, Paragraph):
            pdf.set_font(FACE, size=14 if block.leading else 10.5)
            _print_text(pdf, block.text, 6.8 if block.leading else 5.2)
            pdf.ln(2.5)
        elif isinstance(block, Points):
            _print_points(pdf, block)
        elif isinstance(block, Table):
            _print_table(pdf, block)
        else:
            _print_chart(pdf, block)
    return bytes(pdf.output())


def _print_text(pdf: FPDF, text: str, line: float) -> None:
    """A paragraph in the present font, from where the document is to its right; `line` is its line height in mm."""
    if not lettering.lettered(text):
        pdf.multi_cell(0, line, text, align="L", new_x="LMARGIN", new_y="NEXT")
        return
    left = pdf.get_x() + pdf.c_margin
    width = pdf.w - pdf.r_margin - pdf.c_margin - left
    for one in lettering.lines(pdf, text, width):
        _keep(pdf, line)
        lettering.print_lines(pdf, [one], left, pdf.get_y(), width, line, tongue=scripts.tongue(text))
    pdf.set_x(pdf.l_margin)


def _keep(pdf: FPDF, height: float) -> None:
    """Begin a page where fewer mm are left than what must stay together."""
    if pdf.will_page_break(height):
        pdf.add_page()


def _print_heading(pdf: FPDF, heading: Heading, following: Sequence[ReportBlock]) -> None:
    first = heading.level == 1
    if not first:
        _keep(pdf, 14 + _beginning(pdf, following))
        pdf.ln(4)
    pdf.start_section(heading.text, level=heading.level - 1)
    pdf.set_font(FACE, "B", 24 if first else 15)
    _print_text(pdf, heading.text, 11 if first else 7.5)
    pdf.ln(2)


def _beginning(pdf: FPDF, blocks: Sequence[ReportBlock]) -> float:
    """About how many mm the first blocks take that belong together: a heading never ends a page."""
    if not blocks:
        return 0.0
    if isinstance(blocks[0], Paragraph):
        return 14 + _beginning(pdf, blocks[1:])
    return _chart_height(pdf, blocks[0]) if isinstance(blocks[0], Chart) else 36.0


def _chart_height(pdf: FPDF, chart: Chart) -> float:
    """How many mm a chart takes, its title included."""
    return 8 + float(pdf.epw) * chart.drawing.height / WIDTH


def _print_points(pdf: FPDF, points: Points) -> None:
    pdf.set_font(FACE, size=10.5)
    for item in points.items:
        _keep(pdf, 11)
        pdf.cell(5, 5.2, "•")
        _print_text(pdf, item, 5.2)
        pdf.ln(1.2)
    pdf.ln(1.5)


def _print_table(pdf: FPDF, table: Table) -> None:
    """Ruled below each row; the heading is repeated on every page."""
    from fpdf.fonts import FontFace

    _keep(pdf, min(60.0, 18 + 7.0 * len(table.rows)))
    pdf.set_font(FACE, "B", 10.5)
    _print_text(pdf, table.caption, 5.2)
    pdf.ln(1)
    pdf.set_font(FACE, size=9)
    pdf.set_draw_color(*GREY)
    if any(lettering.lettered(cell) for row in table.rows for cell in row):
        _print_rows(pdf, table)
        return
    aligns = ("LEFT", *(("RIGHT",) * (len(table.head) - 1)))
    with pdf.table(
        borders_layout="HORIZONTAL_LINES", col_widths=table.widths, text_align=aligns, line_height=4.6, padding=0.9,
        headings_style=FontFace(emphasis="BOLD"), v_align="TOP",
    ) as printed:  # fmt: skip
        for row in (table.head, *table.rows):
            printed.row(row)
    pdf.set_draw_color(0)
    pdf.ln(4)


def _print_rows(pdf: FPDF, table: Table) -> None:
    """The same by hand, for texts in scripts that fpdf2's own tables cannot set."""
    line, space = 4.6, 0.9
    widths = [pdf.epw * width / sum(table.widths) for width in table.widths]
    inner = [width - 2 * space for width in widths]

    def cells(row: Sequence[str]) -> tuple[list[list[str]], float]:
        found = [lettering.lines(pdf, text, width) for text, width in zip(row, inner, strict=True)]
        return found, line * max(map(len, found)) + 2 * space

    def show(row: Sequence[str], style: str) -> None:
        pdf.set_font(FACE, style, 9)
        texts, height = cells(row)
        top, left = pdf.get_y(), pdf.l_margin
        for place, (some, width) in enumerate(zip(texts, widths, strict=True)):
            align = "R" if place else "L"
            lettering.print_lines(pdf, some, left + space, top + space, width - 2 * space, line, align)
            left += width
        pdf.set_xy(pdf.l_margin, top + height)
        pdf.line(pdf.l_margin, top + height, pdf.l_margin + pdf.epw, top + height)

    show(table.head, "B")
    for row in table.rows:
        pdf.set_font(FACE, "", 9)
        if pdf.will_page_break(cells(row)[1]):
            pdf.add_page()
            show(table.head, "B")
        show(row, "")
    pdf.set_draw_color(0)
    pdf.ln(4)


def _print_chart(pdf: FPDF, chart: Chart) -> None:
    """The chart with its title, on one page; set throughout in a face that has all of its characters."""
    _keep(pdf, _chart_height(pdf, chart))
    pdf.set_font(FACE, "B", 10.5)
    _print_text(pdf, chart.title, 5.2)
    pdf.ln(1)
    svg = chart.drawing.svg(FACE if covers(pdf, chart.drawing.shapes) else WIDE_FACE)
    texts = list(_lettered_texts(svg)) if lettering.lettered(chart.drawing.shapes) else []
    for whole, _ in texts:
        svg = svg.replace(whole, "")
    left, width, top = pdf.l_margin + pdf.c_margin, pdf.epw - 2 * pdf.c_margin, pdf.get_y()
    pdf.image(BytesIO(svg.encode()), x=left, w=width, alt_text=chart.description, title=chart.title)
    bottom, scale = pdf.get_y(), width / WIDTH
    for _, shape in texts:
        size, text = scale * float(shape.get("font-size", TEXT)), shape.text or ""
        pdf.set_font(FACE, "B" if shape.get("font-weight") == "bold" else "", size * pdf.k)
        wide = lettering.wide(pdf, text)
        x, y = left + scale * float(shape.get("x", 0)), top + scale * float(shape.get("y", 0))
        x -= wide * {"middle": 0.5, "end": 1.0}.get(shape.get("text-anchor", ""), 0.0)
        lettering.print_lines(pdf, [text], x, y - 0.8 * size, wide, size)  # a cell's baseline lies that far down
    pdf.set_xy(pdf.l_margin, bottom)
    pdf.ln(5)


def _lettered_texts(svg: str) -> Iterator[tuple[str, ET.Element]]:
    """The texts of a drawing that fpdf2's own reading of SVG cannot set, as they stand in it and read."""
    for found in re.finditer(r"<text\b[^>]*>[^<]*</text>", svg):
        if lettering.lettered(found.group()):
            yield found.group(), ET.fromstring(found.group())  # noqa: S314 (we wrote it)
