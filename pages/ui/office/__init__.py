"""What the pages of the office show: meeting, register, scenarios, delivery, mandate."""
