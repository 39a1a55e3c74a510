"""As much of curl as docs/api.md uses, for machines that have none."""

import argparse
import base64
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

parser = argparse.ArgumentParser()
parser.add_argument("-s", action="store_true", required=True)
parser.add_argument("-S", action="store_true")
parser.add_argument("-u", dest="user")
parser.add_argument("-H", dest="headers", action="append", default=[])
parser.add_argument("-d", dest="data", action="append")
parser.add_argument("url")
given = parser.parse_args()

body = "&".join(given.data).encode() if given.data else None
request = Request(given.url, body, dict(header.split(": ", 1) for header in given.headers))
if given.user:
    request.add_header("Authorization", "Basic " + base64.b64encode(given.user.encode()).decode())
try:
    answer = urlopen(request)
except HTTPError as error:
    answer = error
with answer:
    sys.stdout.buffer.write(answer.read())
