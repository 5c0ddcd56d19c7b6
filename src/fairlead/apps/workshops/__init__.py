"""Workshops: planned with a method, run live by several people at once, landed in scope, log and roadmap.

Invariants: a capture is a row of its own, so that writing one never meets another's; nobody gives more dots
than the workshop hands out; a capture lands once, and what it landed as points back to it.
"""
