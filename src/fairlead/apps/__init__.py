"""The rooms, in the order an engagement lives through them; each imports only from those before it."""
