"""What closed engagements say about the estimates: records, corrected ranges, replays, correlation.

Read in this order: `values` (what comes back), `accuracy` (measures), `track` (the record of a group),
`classes` (what stands in without history), `corrected` (ranges from history), `replay` (old estimates run
again), `correlation` (how lines move together), `size` (effort from size alone, to compare with).
Rules: docs/spec/calibration.md.
"""
