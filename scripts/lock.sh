#!/bin/sh
# Compile the hash-locked requirements. They name no package index: where packages come from is the user's setting.
set -eu
cd "$(dirname "$0")/.."
for set in core dev; do
  extra=""
  [ "$set" = dev ] && extra="--extra dev"
  # The build backend is locked with the rest, so that installing debar itself downloads nothing unhashed.
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $extra \
    pyproject.toml requirements/build.in --output-file "requirements/$set.txt"
done
# What judges FollowTheMoney exports lives in an environment of its own (scripts/ftm_venv.sh).
uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
  requirements/ftm.in --output-file requirements/ftm.txt
