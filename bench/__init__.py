"""Benchmarks, one command each: beside stock Rasa (turns, parsing), and the case store at a million cases."""
