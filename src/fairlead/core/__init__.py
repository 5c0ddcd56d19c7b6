"""The ground floor: who acts, what they may see, the one door for writes, and what is announced."""
