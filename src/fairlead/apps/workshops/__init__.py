"""Workshops: planned, run live by several people at once, and landed in scope, risks and roadmap."""
