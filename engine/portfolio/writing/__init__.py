"""Portfolios on their way out: a workbook with a sheet for each table, or a folder of tables."""

from engine.portfolio.writing.content import Content, content_of
from engine.portfolio.writing.folder import write_folder
from engine.portfolio.writing.template import blank_content
from engine.portfolio.writing.workbook import write_workbook

__all__ = ["Content", "blank_content", "content_of", "write_folder", "write_workbook"]
