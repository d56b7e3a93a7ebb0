"""Import of foreign tables through a mapping file."""

from engine.portfolio.importing.importer import ImportReport, import_table

__all__ = ["ImportReport", "import_table"]
