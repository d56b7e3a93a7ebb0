"""In which order work should run."""
