"""Whether capacity goes where the strategy says."""
