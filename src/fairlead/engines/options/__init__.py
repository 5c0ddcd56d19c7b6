"""Solution options: what they come to, how they compare, and which scopes fit a budget."""
