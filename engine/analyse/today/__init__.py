"""What today's way of working delivers."""
