"""How far figures may turn out otherwise: the key ``risk`` of ``portfolio.yaml``, and presets for what it leaves open.

All are factors on the figure in the data: of ten projects, one ends below its ``p10``, five below ``p50``, nine below
``p90``. ``common`` is the share of the variance that all projects (or pools) have in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from engine.portfolio.model.fields import Flag, Number, Positive, ShareField, Word
from engine.portfolio.model.record import Record

SpreadFactor = Annotated[Number, Field(gt=0, le=10)]


class Preset(StrEnum):
    """Where what ``risk`` leaves open is taken from."""

    PUBLIC = "public portfolios"
    NONE = "none"


class BenefitSpread(Record):
    """Benefits per month where a project states no range of its own; below ``p50`` and above it of different width."""

    p10: Annotated[Positive, Field(le=10)]
    p50: SpreadFactor = 1.0
    p90: SpreadFactor
    common: ShareField = 0.2


class LateSpread(Record):
    """Durations, or work: lognormal, so that much more than planned is likelier than much less."""

    p50: SpreadFactor = 1.0
    p90: SpreadFactor
    common: ShareField = 0.25


class CapacitySpread(Record):
    """Person-days of a pool: lognormal about its usual capacity."""

    p10: SpreadFactor
    p50: SpreadFactor = 1.0
    common: ShareField = 0.5


class RiskSettings(Record):
    """What ``portfolio.yaml`` says of risk; a blank is taken from the preset."""

    preset: Annotated[Preset, Word] = Preset.PUBLIC
    benefits: BenefitSpread | None = None
    durations: LateSpread | None = None
    work: LateSpread | None = None
    capacity: CapacitySpread | None = None
    success: Flag | None = None


@dataclass(frozen=True, slots=True)
class Spreads:
    """The spread of every source in force; ``success`` says whether success comes about as an event."""

    benefits: BenefitSpread
    durations: LateSpread
    work: LateSpread
    capacity: CapacitySpread
    success: bool


PUBLIC = Spreads(
    benefits=BenefitSpread(p10=0.6, p50=1.0, p90=1.2),
    durations=LateSpread(p50=1.05, p90=1.5),
    work=LateSpread(p50=1.0, p90=1.15),
    capacity=CapacitySpread(p10=0.9, p50=1.0),
    success=True,
)
"""What public portfolios report, where they report it; ``docs/risk.md`` sets the figures out.

Durations: of 589 finished projects of the US Federal IT Dashboard of 2012, 58 % report the planned duration to the
day, which rewritten baselines explain; the 249 others took 1.02 times the plan in the median and 1.49 at P90. Of 108
projects of the US Department of Health (2013), 22 moved, to 1.15 and 1.58. Beyond them: of 1,471 IT projects one in
six overran by some 70 % (Flyvbjerg and Budzier, "Why your IT project may be riskier than you think", Harvard Business
Review 2011). Work follows the duration; its own spread is an assumption. Benefits: large IT projects delivered 56 %
less value than predicted on average (Bloch, Blumberg and Laartz, McKinsey and Oxford 2012), so that less is likelier
than more; the figures are an assumption, and yield to ``benefit_low`` and ``benefit_high``. Capacity and all shares
in common are assumptions.
"""

CERTAIN = Spreads(
    benefits=BenefitSpread(p10=1.0, p50=1.0, p90=1.0, common=0.0),
    durations=LateSpread(p50=1.0, p90=1.0, common=0.0),
    work=LateSpread(p50=1.0, p90=1.0, common=0.0),
    capacity=CapacitySpread(p10=1.0, p50=1.0, common=0.0),
    success=False,
)
"""Nothing turns out otherwise than the data say."""


def spreads_of(risk: RiskSettings | None) -> Spreads:
    """The spread of every source: as said, else of the preset.

    ``risk`` is ``None`` where the settings say nothing of it.
    """
    said = risk or RiskSettings()
    preset = PUBLIC if said.preset is Preset.PUBLIC else CERTAIN
    return Spreads(
        said.benefits or preset.benefits,
        said.durations or preset.durations,
        said.work or preset.work,
        said.capacity or preset.capacity,
        preset.success if said.success is None else said.success,
    )
