#!/bin/sh
# Make the environment that judges FollowTheMoney exports (.venv-ftm): the followthemoney package and nothing of debar.
# Its pyicu is built from source, with a C++ compiler and ICU's headers; they are installed where apt-get may do it.
set -eu
cd "$(dirname "$0")/.."
venv="${1:-.venv-ftm}"
if ! { pkg-config --exists icu-i18n && command -v g++; } >/dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends g++ libicu-dev pkg-config python3-dev >/dev/null
fi
if command -v uv >/dev/null 2>&1; then
  uv venv --quiet --python "${PYTHON:-python3}" --allow-existing "$venv"
  uv pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements/ftm.txt
else
  "${PYTHON:-python3}" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/ftm.txt
fi
