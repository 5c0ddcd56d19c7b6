"""Calibration: what closed engagements really took, and what that says about the ranges of the practice."""
