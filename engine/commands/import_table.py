"""``import``: a foreign file turned into a portfolio folder, by a map, or by answers to what only people can say."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from engine.commands.frame import PATH, UNUSABLE, explained
from engine.commands.import_schedules import import_the_schedules, is_schedule
from engine.errors import DataError, Problem, grouped
from engine.explain import intake as words
from engine.explain.imported import imported_in_words
from engine.portfolio.importing import ImportReport, import_table
from engine.portfolio.importing.output import refuse_foreign_folder
from engine.portfolio.intake.bring_in import bring_in
from engine.portfolio.intake.questions import IntakeQuestion, open_questions, questions
from engine.portfolio.intake.recognition import Recognition, recognition_of
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.model.near_miss import did_you_mean
from engine.portfolio.reading.written_yaml import FaultyYamlError, read_written
from engine.portfolio.recognising.archive import pack
from engine.portfolio.recognising.source import open_source, read_bytes
from engine.portfolio.schedules import Cut
from engine.report.brought_in import intake_report
from engine.wording.formats import SPACE, money


@click.command(name="import")
@click.argument("sources", type=PATH, nargs=-1, required=True)
@click.option(
    "--map", "mapping", type=PATH, help="A YAML file that says what each column means; without it, questions."
)
@click.option("--output", type=PATH, help="The folder to write; without it, only the questions are printed.")
@click.option("--planning-date", default="", help="Month 0, such as 2023-03, in place of the one of the map.")
@click.option("--sheet", default="", help="The sheet of a workbook; else the one with most cells.")
@click.option("--answers", "answers_file", type=PATH, help="A YAML file of answers, a key a line.")
@click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE", help="One answer; may be given many times.")
@click.option("--save-map", type=PATH, help="Where to write the map that follows from the answers.")
@click.option("--project-is", type=click.Choice([cut.value for cut in Cut]), help="Of schedules: what one project is.")
@click.option("--currency", default="", help="Of schedules: the code of their currency, where they do not say it.")
@explained
def import_(
    sources: tuple[Path, ...],
    mapping: Path | None,
    output: Path | None,
    planning_date: str,
    sheet: str,
    answers_file: Path | None,
    answers: tuple[str, ...],
    save_map: Path | None,
    project_is: str | None,
    currency: str,
) -> None:
    """Turn foreign files into a portfolio folder.

    A CSV file, a workbook, a list of projects and one of their activities, or schedules (Microsoft Project XML).
    """
    if all(map(is_schedule, sources)):
        import_the_schedules(sources, output, planning_date, project_is, currency)
        return
    if project_is:
        raise click.UsageError("--project-is is for schedules (.xml) alone.")
    with tempfile.TemporaryDirectory() as folder:
        source = _one_source(sources, Path(folder))
        _import_the_tables(source, mapping, output, planning_date, sheet, answers_file, answers, save_map, currency)


def _one_source(sources: tuple[Path, ...], folder: Path) -> Path:
    """The file itself; several that belong together as a zip file of them under the name of the first.

    Raises:
        DataError: one of several cannot be read.
    """
    if len(sources) == 1:
        return sources[0]
    packed = folder / f"{sources[0].stem}.zip"
    packed.write_bytes(pack({path.name: read_bytes(path) for path in sorted(sources, key=lambda one: one.name)}))
    return packed


def _import_the_tables(
    source: Path,
    mapping: Path | None,
    output: Path | None,
    planning_date: str,
    sheet: str,
    answers_file: Path | None,
    answers: tuple[str, ...],
    save_map: Path | None,
    currency: str,
) -> None:
    if mapping is not None:
        _refuse_beside_a_map(sheet=sheet, answers=answers_file, answer=answers, save_map=save_map, currency=currency)
        if output is None:
            raise click.UsageError("Say with --output which folder to write.")
        _print(_import_lines(import_table(source, mapping, output, planning_date=planning_date)))
        return
    known = recognition_of(open_source(source), sheet)
    said = _with_options(_said(answers_file, answers), {"month_0": planning_date, "currency": currency})
    _tell_unasked(known, said)
    _print(_recognised_lines(known, said))
    said = _prompted(known, said) if sys.stdin.isatty() else said
    missing = open_questions(known, said)
    if missing or output is None:
        _print(_question_lines(questions(known, said), said))
        sys.exit(UNUSABLE if missing else 0)
    _bring_in(source, written_map(known, said), output, save_map)


def _refuse_beside_a_map(**options: object) -> None:
    """What a map says already, or what only questions ask, would be ignored without a word."""
    for name, value in options.items():
        if value:
            raise click.UsageError(f"--{name.replace('_', '-')} has no effect with --map, which says it all.")


def _tell_unasked(known: Recognition, said: Mapping[str, str]) -> None:
    """A warning for each answer that answers none of the questions."""
    asked = {question.key for question in questions(known, said)}
    for key in said:
        if key not in asked and not key.startswith("column."):
            hint = did_you_mean(key, asked, "Without answers, import prints the questions with their keys.")
            click.echo(f"warning: no question is called {key!r}, so this answer has no effect. {hint}", err=True)


def _bring_in(source: Path, map_text: str, output: Path, save_map: Path | None) -> None:
    refuse_foreign_folder(output.absolute())
    with tempfile.TemporaryDirectory() as work:
        report = intake_report(bring_in(source, map_text, Path(work)))
        kept = save_map or Path(work) / f"{source.stem}.yaml"
        _keep(kept, map_text)
        imported = import_table(source, kept, output)
    _print(
        [
            *_import_lines(imported),
            words.report_title(report),
            words.report_money(report),
            words.report_plan(report),
            *(f"warning: {sentence}" for sentence in words.report_misleads(report)),
            words.assumed_in_short(report.brought_in.portfolio),
        ]
    )


def _keep(file: Path, map_text: str) -> None:
    """Write the map, unless another stands there that somebody may have worked on.

    Raises:
        DataError: there is another, or it cannot be written.
    """
    try:
        if file.exists() and file.read_text(encoding="utf-8") != map_text:
            problem = Problem(file.name, None, "", "", "another map is there already", "Name another file")
            raise DataError([problem])
        file.write_text(map_text, encoding="utf-8")
    except OSError as error:
        message = f"this file cannot be written ({error.strerror})"
        raise DataError([Problem(file.name, None, "", "", message, "Check rights and space")]) from error


def _said(file: Path | None, answers: tuple[str, ...]) -> dict[str, str]:
    """Answers of a file and of options; those of options count where both answer one question."""
    said = dict(_flat(_contents(file))) if file else {}
    for answer in answers:
        key, sign, text = answer.partition("=")
        if not sign:
            raise click.UsageError(f"Write {answer!r} as KEY=VALUE, such as month_0=2027-03.")
        said[key.strip()] = text.strip()
    return said


def _with_options(said: Mapping[str, str], options: Mapping[str, str]) -> dict[str, str]:
    """The answers with those that options give; an option that contradicts an answer is refused."""
    for key, text in options.items():
        if text and said.get(key, text) != text:
            raise click.UsageError(f"{key} is answered twice, with {said[key]!r} and {text!r}.")
    return {**said, **{key: text for key, text in options.items() if text}}


def _contents(file: Path) -> Mapping[str, Any]:
    try:
        content = read_written(file.read_text(encoding="utf-8-sig")).value or {}
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(file.name, None, "", "", "this file cannot be opened", "Check its name and rights")
        raise DataError([problem]) from error
    except FaultyYamlError as error:
        raise DataError([fault.problem(file.name) for fault in error.faults]) from error
    if not isinstance(content, Mapping):
        remedy = "Write a key and an answer a line, such as month_0: 2027-03"
        raise DataError([Problem(file.name, None, "", "", "this file holds no answers", remedy)])
    return content


def _flat(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """``status: {Late: red}`` as ``status.Late``."""
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", "" if value is None else str(value)


def _prompted(known: Recognition, said: Mapping[str, str]) -> dict[str, str]:
    """The answers with those of whoever sits at the terminal; each may bring further questions."""
    answers = dict(said)
    asked: set[str] = set(answers)
    while remaining := [question for question in questions(known, answers) if question.key not in asked]:
        question = remaining[0]
        asked.add(question.key)
        choices = f" ({', '.join(choice or 'none' for choice in question.choices)})" if question.choices else ""
        text = click.prompt(
            f"{words.asked(question)}{choices}", default=question.proposal, show_default=bool(question.proposal)
        )
        answers[question.key] = "" if text == "none" else str(text)
    return answers


def _recognised_lines(known: Recognition, said: Mapping[str, str]) -> list[str]:
    columns = [
        f"  {words.ROLE_WORDS[role]}: {', '.join(named)}"
        for role in words.ROLE_WORDS
        if (named := known.columns_of(role, said))
    ]
    return [words.recognised(known), *columns, *(f"  {line}" for line in words.by_month_in_short(known))]


def _question_lines(asked: tuple[IntakeQuestion, ...], said: Mapping[str, str]) -> list[str]:
    """Questions as lines of an answers file, so that they can be copied into one."""
    lines = [words.HOW_TO_ANSWER]
    for question in asked:
        choices = f" One of: {', '.join(repr(choice) for choice in question.choices)}." if question.choices else ""
        lines.append(f"# {words.asked(question)}{choices}{words.need_and_reason(question)}")
        answer = said.get(question.key, question.proposal if not question.needed else "")
        key = question.key if question.key.replace("_", "").replace(".", "").isalnum() else f'"{question.key}"'
        lines.append(f"{key}: {answer}".rstrip())
    return lines


def _import_lines(report: ImportReport) -> list[str]:
    def in_money(amount: float) -> str:
        return money(amount, report.currency)

    lines = [f"rejected: {group.text(in_money)}" for group in grouped(report.rejected)]
    lines += [f"warning: {group.text(in_money)}" for group in grouped(report.warnings)]
    return [*lines, imported_in_words(report)]


def _print(lines: list[str]) -> None:
    click.echo("\n".join(line for line in lines if line).replace(SPACE, " "))
