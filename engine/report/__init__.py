"""What the office hands over: the delivery report of the PMO, and the case for a wider mandate."""
