"""Questions that trials answer: what a rule brings, what faults cost, whether prompting or raw text would do."""
