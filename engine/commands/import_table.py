"""``import``: one foreign CSV file turned into a portfolio folder."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.frame import PATH, explained
from engine.errors import grouped
from engine.portfolio.importing import ImportReport, import_table
from engine.wording.formats import SPACE, count, money


@click.command(name="import")
@click.argument("source", type=PATH)
@click.option("--map", "mapping", type=PATH, required=True, help="The YAML file that says what each column means.")
@click.option("--output", type=PATH, required=True, help="The folder to write.")
@click.option("--planning-date", default="", help="Month 0, such as 2023-03, in place of the one of the map.")
@explained
def import_(source: Path, mapping: Path, output: Path, planning_date: str) -> None:
    """Turn one foreign CSV file into a portfolio folder."""
    click.echo("\n".join(_import_lines(import_table(source, mapping, output, planning_date=planning_date))))


def _import_lines(report: ImportReport) -> list[str]:
    def in_money(amount: float) -> str:
        return money(amount, report.currency)

    lines = [f"rejected: {group.text(in_money)}" for group in grouped(report.rejected)]
    lines += [f"warning: {group.text(in_money)}" for group in grouped(report.warnings)]
    skipped = f", {report.rows_skipped} skipped" if report.rows_skipped else ""
    lines.append(
        f"{report.projects:,} of {count(report.rows_read, 'row')} loaded, {report.rows_rejected} rejected{skipped}; "
        f"{count(len(report.assumptions), 'assumption')} listed in {report.output.name}/portfolio.yaml."
    )
    return [line.replace(SPACE, " ") for line in lines]
