"""Shaping: from a scoping file to everything that it comes to - lines, ranges, gates, route, words."""
