"""Desk: what waits for me - notices brought by the outbox, and the list of what to do next."""
