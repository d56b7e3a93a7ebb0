"""From a folder or workbook to a portfolio, or to every problem of it at once."""
