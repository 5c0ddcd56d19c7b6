"""Rounds: experts estimate the same lines unseen, then see spread and reasons, until they are close.

Invariants: nobody sees another's judgement before the round is revealed, whatever their role; what was said
in a round never changes afterwards; dissent stays on record.
"""
