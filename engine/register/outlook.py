"""What the analysis of risk knew of a project when something was decided about it."""

from __future__ import annotations

from engine.analyse.risk.result import RiskResult
from engine.register.entry import Outlook


def outlook_of(risk: RiskResult | None, project_id: str) -> Outlook | None:
    """The ranges at the time, to be kept with a decision about a project; nothing where none were worked out."""
    if risk is None:
        return None
    project = risk.of(project_id)
    return Outlook(
        draws=risk.draws,
        chosen_share=project.chosen_share,
        gain_low=risk.gain.p10,
        gain_high=risk.gain.p90,
        value_low=project.value_p10,
        value_high=project.value_p90,
    )
