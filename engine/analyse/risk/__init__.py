"""What is firm and what is fragile: the plan executed in many futures."""
