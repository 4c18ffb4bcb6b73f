"""Readers of survey files. They run in a sealed process of their own (see __main__.py)."""
