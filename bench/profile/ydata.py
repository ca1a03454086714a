"""Profiles a CSV file with ydata-profiling in its minimal mode. Prints seconds, memory in MB and bytes of the report."""

import json
import os
import resource
import sys
import tempfile
import time

import pandas
from ydata_profiling import ProfileReport

began = time.time()
table = pandas.read_csv(sys.argv[1], dtype=str)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "report.html")
    ProfileReport(table, minimal=True, progress_bar=False).to_file(path)
    size = os.path.getsize(path)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.time() - began, "memory": memory, "report": size}))
