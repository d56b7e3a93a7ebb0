"""What a changed situation is worth."""
