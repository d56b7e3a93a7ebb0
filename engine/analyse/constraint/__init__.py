"""What limits the portfolio, and what lifting it is worth."""
