"""From what the plan promises to what is delivered, and back up."""
