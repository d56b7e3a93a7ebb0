"""From a foreign file to a map, without anyone writing one: what its columns mean, and what only people can say."""
