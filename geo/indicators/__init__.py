"""Figures: rates by their definition, density, comparison of periods. Pure functions."""
