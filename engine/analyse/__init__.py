"""Analyses of a portfolio and its recommendation: each a function to a frozen result."""
