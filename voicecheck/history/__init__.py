"""A team's history: what the store counts, with intervals, and what it cannot carry left unsaid.

Statistics are pure (`statistics`, `spread`, `drift`); `asking` puts the question to the store; the
rest shows the answer as text, CSV, JSON, a page or Parquet.
"""
