"""The steering pack: what the pages say, as slides and tables to take away."""
