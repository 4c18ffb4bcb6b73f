"""Exports of a release: the boundaries as files for a GIS, or as one page for a browser."""
