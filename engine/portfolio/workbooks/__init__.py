"""Reading workbooks: within bounds, cell by cell, with what their programs leave unsaid made plain.

A workbook is read by its content, whatever its ending: :mod:`xlsx` and :mod:`ods` read the XML in the archive,
:mod:`older` the binary formats before it. Each fills :class:`~engine.portfolio.workbooks.cells.SheetCells`.
"""
