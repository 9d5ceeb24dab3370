"""Makes `webhooks-examples.json.gz`, real deliveries of GitHub, from the npm package `@octokit/webhooks-examples`.

    npm pack @octokit/webhooks-examples@7.6.1
    python tests/payloads/make_webhooks_examples.py octokit-webhooks-examples-7.6.1.tgz

The file maps each event's name to its payloads. They are data to replay, not a contract: some lack `action`, `sender`
or `repository`. The package is MIT licensed, see `webhooks-examples.LICENSE` beside the file.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
from pathlib import Path

MEMBER = "package/api.github.com/index.json"
TARGET = Path(__file__).with_name("webhooks-examples.json.gz")


def condensed(package: Path) -> bytes:
    """The examples of every event, compressed so that the same package always gives the same bytes."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise SystemExit(f"{package} holds no {MEMBER}")
        events = json.load(member)
    examples = {event["name"]: event["examples"] for event in events}
    text = json.dumps(examples, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


if __name__ == "__main__":
    TARGET.write_bytes(condensed(Path(sys.argv[1])))
