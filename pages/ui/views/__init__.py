"""What each page of the plan shows."""
