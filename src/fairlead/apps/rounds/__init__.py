"""Rounds: experts estimate the same lines unseen, then see spread and reasons, until they are close."""
