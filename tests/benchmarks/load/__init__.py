"""Many visitors at once, each on a web socket of its own as a browser would be: ``python -m tests.benchmarks.load``."""
