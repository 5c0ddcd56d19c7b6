"""The cellar: plain Python over frozen values. No Django, no I/O beyond a path handed in, no clock."""
