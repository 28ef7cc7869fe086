"""Scripted respondents over HTTP, for benchmarks/respondents.py."""
