"""What a portfolio is: its records, their fields, the months, the words."""
