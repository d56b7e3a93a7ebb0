"""Figures that nobody stands behind: which of them could change a decision, and whom to ask."""
