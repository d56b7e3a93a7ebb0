"""Results in plain words: formats, rules, sentences. Figures come from the engine's results, never from here."""
