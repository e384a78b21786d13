#!/usr/bin/env bash
# Brings what `make test-all` tests for real and the core does not need: LibreOffice (to open and save our files again) and
# Chromium (to look at our pages), a PostgreSQL server, Java and Spark (to score on them), nginx (to stand before the site). Where one cannot be installed, it says so, and the tests that need it are skipped with that reason.
set -u
missing=()
command -v soffice >/dev/null 2>&1 || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk)
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
{ command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; } || missing+=(postgresql)
{ command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; } || missing+=(nginx-light)
command -v java >/dev/null 2>&1 || missing+=(openjdk-17-jre-headless)
if ! .venv/bin/python -c 'import pyspark' >/dev/null 2>&1; then
  echo "extras: installing Spark"
  VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip install --quiet --require-hashes -r requirements/spark.txt \
    || echo "extras: Spark could not be installed; tests that need it will be skipped"
fi
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "extras: no apt-get here to install ${missing[*]}; tests that need them will be skipped"
  exit 0
fi
SUDO=""
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then
    SUDO="sudo -n"
  else
    echo "extras: no right to install ${missing[*]}; tests that need them will be skipped"
    exit 0
  fi
fi
$SUDO apt-get update -qq
for package in "${missing[@]}"; do
  echo "extras: installing $package"
  $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null 2>&1 \
    || echo "extras: $package could not be installed; tests that need it will be skipped"
done
