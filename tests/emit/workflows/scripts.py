#!/usr/bin/env python3
"""Write each run: script of the workflows FILE... into the folder DIR, as GitHub would run it: scripts.py DIR FILE..."""
import sys
from pathlib import Path

import yaml

folder, count = Path(sys.argv[1]), 0
for file in map(Path, sys.argv[2:]):
    for name, job in yaml.safe_load(file.read_text())["jobs"].items():
        for number, step in enumerate(job["steps"]):
            if "run" in step:
                count += 1
                # what the step gets in its environment is set, and is used or not
                names = [*job.get("env", {}), *step.get("env", {})]
                exports = "".join(f"export {variable}\n" for variable in names)
                (folder / f"{count}-{file.stem}-{name}-{number}.sh").write_text("#!/bin/bash\nset -eo pipefail\n" + exports + step["run"])
print(count)
