"""The hand-over: from what is known to what delivery accepts."""
