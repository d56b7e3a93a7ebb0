"""Who is at the screen, what they have begun to write, and when their sign-in ends."""
