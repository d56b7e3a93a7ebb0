"""What there is to decide, in which order, and what waiting costs."""
