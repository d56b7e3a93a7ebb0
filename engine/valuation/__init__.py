"""What an option is worth: cash flows, present values, cost of delay."""
