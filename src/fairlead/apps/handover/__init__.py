"""Hand-over: what pre-sales learned, frozen as a version that delivery reads, asks about and accepts.

Invariants: a version never changes and is sealed by its digest; a question is open until its asker closes it;
who handed it over does not accept it; with questions open it is accepted with named reservations or not.
"""
