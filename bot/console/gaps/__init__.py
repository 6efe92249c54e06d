"""Demand and gaps: the report's page, its map and plots, and its files."""
