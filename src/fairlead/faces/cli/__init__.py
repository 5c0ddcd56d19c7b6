"""The terminal: `fairlead <noun> <verb>`, and `fairlead shape`, which needs neither server nor database."""
