"""Options: two to five ways to serve one engagement, each with its own scope and estimate, compared."""
