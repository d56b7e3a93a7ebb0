"""What a file of somebody else is, by its content: its format, its letters, the row of its header, its tables."""
