"""Schedules of other tools on their way in: Microsoft Project XML becomes a portfolio folder."""

from engine.portfolio.schedules.folder import ScheduleReport, import_schedules
from engine.portfolio.schedules.mspdi import is_xml, read_schedule
from engine.portfolio.schedules.projects import Cut

__all__ = ["Cut", "ScheduleReport", "import_schedules", "is_xml", "read_schedule"]
