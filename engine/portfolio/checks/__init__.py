"""Checks across rows and tables; ``all_checks`` runs them, a module a subject holds them."""
