"""Everything the cockpit knows: data, valuation, optimisation and explanation, without any page."""
