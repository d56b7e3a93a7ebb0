"""What one project is worth, and each alternative to it."""
