#!/bin/sh
# Make the environment of the peers that `python -m benchmarks.names` measures beside debar (.venv-peers).
# pyicu, which nomenklatura needs, is built from source, with a C++ compiler and ICU's headers; they are installed where
# apt-get may do it. With --lock the versions and hashes are compiled anew instead (needs uv).
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = --lock ]; then
  exec uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
    benchmarks/peers/requirements.in --output-file benchmarks/peers/requirements.txt
fi
venv="${1:-.venv-peers}"
if ! { pkg-config --exists icu-i18n && command -v g++; } >/dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends g++ libicu-dev pkg-config python3-dev >/dev/null
fi
if command -v uv >/dev/null 2>&1; then
  uv venv --quiet --python "${PYTHON:-python3}" --allow-existing "$venv"
  uv pip install --quiet --python "$venv/bin/python" --require-hashes -r benchmarks/peers/requirements.txt
else
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/peers/requirements.txt
fi
