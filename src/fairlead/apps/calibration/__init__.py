"""Calibration: what closed engagements really took, and what that says about the ranges of the practice.

Invariants: an actual never changes - a correction or reversal is a further fact that names the one it
replaces; a proposal never touches the practice - accepting it loads a new version that names its evidence.
"""
