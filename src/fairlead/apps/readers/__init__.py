"""Who of the customer read which part of a statement of work, when and for how long."""
