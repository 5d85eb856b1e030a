"""Milliseconds a song that pypianoroll.load takes, the median of three rounds after one to warm up."""

import statistics
import sys
import time

import pypianoroll

paths = sys.argv[1:]
times = []
for _ in range(4):
    begun = time.perf_counter()
    for path in paths:
        pypianoroll.load(path)
    times.append((time.perf_counter() - begun) / len(paths) * 1000)
print(statistics.median(times[1:]))
