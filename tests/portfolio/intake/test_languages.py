"""Lists whose headers are not in English: columns, units, days, words and totals are read as their owners mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.portfolio.importing import import_table
from engine.portfolio.importing.periods import Length, read_period
from engine.portfolio.intake.money_marks import marks_in
from engine.portfolio.intake.questions import duration_unit, open_questions, questions
from engine.portfolio.intake.recognition import Recognition, period_of, recognition_of
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.values import columns_in
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.model.calendar import parse_month
from engine.portfolio.model.vocabulary import Health
from engine.portfolio.reading.loading import load
from engine.portfolio.recognising.source import recognise

GERMAN = """\
Projektliste der Bäckerei, Stand 3.5.2026
Projekt-Nr.;Projektname;Verantwortlich;Bereich;Ampel;Startdatum;Enddatum;Gesamtkosten (T€);Einsparung pro Jahr (T€);\
Fortschritt;Bemerkung
P1;Dach der Backhalle;Bau;Standorte;Grün;01.02.2027;30.09.2027;1.250,00;300,00;0 %;
P2;Kassensoftware;Vertrieb;Läden;Rot;01.06.2026;31.12.2026;840,00;420,00;0 %;läuft
P3;Dienstplan;Betrieb;Läden;Gelb;01.09.2026;31.05.2027;610,50;510,00;0 %;
Gesamtsumme;;;;;;;2.700,50;1.230,00;;
"""
TEN = (
    ColumnRole.ID, ColumnRole.NAME, ColumnRole.OWNER, ColumnRole.THEME, ColumnRole.STATUS, ColumnRole.START,
    ColumnRole.FINISH, ColumnRole.COST, ColumnRole.BENEFIT, ColumnRole.PERCENT,
)  # fmt: skip
"""The plain columns of a list."""
CELLS = ("P1", "Oven roof", "Estates", "Sites", "Green", "2027-02-01", "2027-09-30", "1250", "300", "10%")
HEADERS = {
    "German as Microsoft Project": "Nr.|Vorgangsname|Verantwortlicher|Kategorie|Status"
    "|Anfang|Ende|Kosten|Nutzen|% Abgeschlossen",
    "German in capitals": "PROJEKTNUMMER|PROJEKT|PROJEKTLEITER|PROGRAMM|AMPELSTATUS"
    "|BEGINN|FERTIGSTELLUNG|BUDGET|ERTRAG|FORTSCHRITT",
    "German without umlauts": "Kennung|Bezeichnung|Auftraggeber|Handlungsfeld|Status"
    "|Geplanter Start|Geplantes Ende|Plankosten|Jaehrlicher Nutzen|Fertigstellungsgrad",
    "French": "Référence|Nom du projet|Responsable|Catégorie|Statut"
    "|Date de début|Date de fin|Coût total|Gain annuel|Avancement",
    "Dutch": "Projectnummer|Projectnaam|Eigenaar|Categorie|Status"
    "|Startdatum|Einddatum|Totale kosten|Jaarlijkse baten|Voortgang",
    "Spanish": "Código|Nombre del proyecto|Responsable|Categoría|Estado"
    "|Fecha de inicio|Fecha de fin|Presupuesto|Ahorro anual|Avance",
    "Italian": "Codice|Nome del progetto|Responsabile|Categoria|Stato"
    "|Data inizio|Data fine|Costo totale|Beneficio annuo|Avanzamento",
}  # fmt: skip


def recognised(text: str) -> Recognition:
    return recognition_of(recognise(text.encode(), "liste.csv"))


@pytest.mark.parametrize("language", HEADERS)
def test_the_ten_plain_columns_are_proposed_in_other_languages(language: str) -> None:
    names = HEADERS[language].split("|")
    rows = "\n".join(";".join((f"P{place}", f"Oven {place}", *CELLS[2:])) for place in range(4))
    known = recognised(f"{';'.join(names)}\n{rows}\n")
    assert dict(known.proposal.columns) == {role: (name,) for role, name in zip(TEN, names, strict=True)}


def test_a_german_list_asks_what_an_english_one_asks_and_no_more() -> None:
    known = recognised(GERMAN)
    assert known.month_told({}) == "2026-05"
    assert known.currencies(known.money_columns({})) == ("EUR",)
    assert [question.key for question in open_questions(known, {})] == ["month_0"]
    said = {"month_0": "2026-05"}
    assert [q.key for q in questions(known, said)] == ["month_0", "benefit_years", "people", "day_rate"]


def test_a_german_list_is_read_as_its_owner_means_it(tmp_path: Path) -> None:
    source, mapping = tmp_path / "liste.csv", tmp_path / "map.yaml"
    source.write_text(GERMAN, encoding="utf-8")
    mapping.write_text(written_map(recognised(GERMAN), {"month_0": "2026-05"}), encoding="utf-8")
    portfolio = load(import_table(source, mapping, tmp_path / "out").output)
    assert portfolio.settings.currency == "EUR"
    assert [p.project_id for p in portfolio.projects] == ["P1", "P2", "P3"]
    roof, till, roster = portfolio.projects
    assert (roof.name, roof.sponsor, roof.theme) == ("Dach der Backhalle", "Bau", "Standorte")
    assert (roof.remaining_cost, roof.benefit_per_month, roof.duration_months) == (1_250_000, 25_000, 8)
    assert roof.plan_start == 9
    assert roster.remaining_cost == 610_500
    assert [p.rag_time for p in (roof, till, roster)] == [Health.GREEN, Health.RED, Health.AMBER]


@pytest.mark.parametrize("word", ["Summe", "Gesamt", "Zwischensumme", "Total général", "Totaal", "Totale", "Suma"])
def test_rows_of_totals_are_no_projects_whatever_the_language(word: str, tmp_path: Path) -> None:
    text = f"Ref;Title;Cost €;Months\nA1;Roof;90000,5;4\nA2;Till;60000,5;3\n{word};;150001,0;\n"
    source, mapping = tmp_path / "list.csv", tmp_path / "map.yaml"
    source.write_text(text, encoding="utf-8")
    mapping.write_text(written_map(recognised(text), {"month_0": "2026-05"}), encoding="utf-8")
    report = import_table(source, mapping, tmp_path / "out")
    assert [p.project_id for p in load(report.output).projects] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("header", "unit", "currency"),
    [
        ("Kosten (T€)", 1e3, "EUR"), ("Kosten TEUR", 1e3, "EUR"), ("Kosten in Tsd. €", 1e3, "EUR"),
        ("Budget in Mio. EUR", 1e6, "EUR"), ("Budget (Mrd. €)", 1e9, "EUR"), ("Coût (k€)", 1e3, "EUR"),
        ("Budget M€", 1e6, "EUR"), ("Kosten in Tsd. Euro", 1e3, "EUR"), ("Kosten € Mio.", 1e6, "EUR"),
        ("Kosten TCHF", 1e3, "CHF"), ("Kosten in Mio.", 1e6, ""), ("Cost £k", 1e3, "GBP"), ("Cost €", None, "EUR"),
        ("Cost at €", None, "EUR"),
    ],
)  # fmt: skip
def test_units_of_money_are_read_as_they_are_written_abroad(header: str, unit: float | None, currency: str) -> None:
    marks = marks_in(header)
    assert (marks.unit, "".join(marks.currencies)) == (unit, currency)


@pytest.mark.parametrize(
    ("header", "period"),
    [
        ("Nutzen pro Jahr", "year"), ("Jährliche Einsparung", "year"), ("Nutzen p.a.", "year"), ("Gain annuel", "year"),
        ("Ahorro mensual", "month"), ("Nutzen pro Monat", "month"), ("Gesamtnutzen", "total"), ("Nutzen", ""),
        ("Gesamtnutzen pro Jahr", "year"), ("Baten per maand", "month"),
    ],
)  # fmt: skip
def test_the_period_of_a_benefit_is_read_abroad(header: str, period: str) -> None:
    assert period_of(header) == period


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("8 Monate", "months"), ("3 Wochen", "weeks"), ("2 Jahre", "years"), ("40 Arbeitstage", "working days"),
        ("20 Tage", ""),
    ],
)  # fmt: skip
def test_units_of_durations_are_read_in_german_and_days_are_asked_about(cell: str, unit: str) -> None:
    table = recognise(f"Name;Dauer\nDach;{cell}\nKasse;{cell}\n".encode(), "liste.csv").table().table
    assert duration_unit(columns_in(table)["Dauer"]) == unit


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("März 2027", "2027-03"), ("Mrz. 27", "2027-03"), ("15. Mai 2027", "2027-05"), ("Okt 2027", "2027-10"),
        ("1. Oktober 2027", "2027-10"), ("Dez-27", "2027-12"), ("31. Dezember 2027", "2027-12"),
        ("Januar 2027", "2027-01"),
    ],
)  # fmt: skip
def test_german_months_are_read_in_cells_and_headers(text: str, month: str) -> None:
    assert parse_month(text) == parse_month(month)
    period = read_period(f"Kosten {text.split('. ')[-1] if text[0].isdigit() else text}")
    assert period is not None
    assert (period.length, period.first, period.rest) == (Length.MONTH, parse_month(month), "Kosten")


@pytest.mark.parametrize("text", ["Market 2027", "Maienfeld 2027", "Dezentral 2027", "Märkte 2027"])
def test_words_that_begin_like_a_month_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        parse_month(text)
