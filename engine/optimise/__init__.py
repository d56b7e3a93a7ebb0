"""The decision model: a choice problem, the portfolio written as one, and how it is solved and checked."""
