"""The months of a portfolio's data: each kept as it was saved, by whom and when, and what changed between two."""
