"""How figures are written, and claims whose every figure is evidence; the words everybody shares."""
