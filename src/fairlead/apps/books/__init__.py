"""Books: the checklist before a closed sale is booked, and the bookings, which are never changed.

Invariants: nothing is booked before every item of the practice's checklist is there, or waived with a reason
by whom the practice names; a booking is the frozen figures of a statement of work, split to the cent; it is
corrected only by a further entry that reverses it.
"""
