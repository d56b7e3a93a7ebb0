"""What pages share: frame, state, solving, cached calls, charts, formats."""
