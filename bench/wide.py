"""The firm and the head of the one wide offering that several benchmarks fill with lines of their own."""

FIRM = """
[practice]
name = "Bench"
version = "1"
firm = "Bench"
currency = "USD"
confidence = 80
target_margin = "0.40"
hours_per_day = "8"
correlation = [[10, "0.20"], [20, "0.15"], [40, "0.10"], [1400, "0.02"]]
[[role]]
id = "engineer"
name = "Engineer"
annual_cost = "188000"
[[role]]
id = "lead"
name = "Lead"
annual_cost = "282000"
[[rate]]
role = "engineer"
amount = "330"
currency = "USD"
start = 2025-01-01
[[rate]]
role = "lead"
amount = "380"
currency = "USD"
start = 2025-01-01
[[route]]
id = "rest"
to = "custom-sow"
when = "true"
reason = "Ours."
"""
HEAD = """
[offering]
id = "wide"
name = "Wide"
summary = "Wide."
approach = "Wide."
value = "Wide."
[[phase]]
id = "all"
name = "All"
"""
