"""Measuring: what each stage costs, beside the machine's floor and the peers, in one run.

Nothing here is a verdict. Machines are shared and drift, so every comparison is a ratio of two
things that took turns in the same run.
"""
