"""Reading workbooks: within bounds, cell by cell, with what their programs leave unsaid made plain.

A workbook is read by its content, whatever its ending: :mod:`xlsx` and :mod:`ods` read the XML in the archive and fill
:class:`~engine.portfolio.workbooks.cells.SheetCells`; :mod:`reading` makes tables of them.
"""
