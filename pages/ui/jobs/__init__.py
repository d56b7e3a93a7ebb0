"""What pages wait for: solves and analyses, their state on screen, what is kept."""
