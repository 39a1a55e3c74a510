"""As much of jq as docs/examples uses, for machines that have none: one path, with or without -r."""

import json
import re
import sys

*flags, path = sys.argv[1:]
found = json.load(sys.stdin)
for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
    found = found[name] if name else found[int(index)]
print(found if "-r" in flags and isinstance(found, str) else json.dumps(found, indent=None if "-c" in flags else 2))
