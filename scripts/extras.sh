#!/usr/bin/env bash
# Brings what `make test-all` tests for real and the core does not need: LibreOffice (to open and save our files again).
# Where it cannot be installed, it says so, and the tests that need it are skipped with that reason.
set -u
if command -v soffice >/dev/null 2>&1; then
  exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
  echo "extras: no soffice here and no apt-get to install it; tests with LibreOffice will be skipped"
  exit 0
fi
SUDO=""
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then
    SUDO="sudo -n"
  else
    echo "extras: no soffice here and no right to install it; tests with LibreOffice will be skipped"
    exit 0
  fi
fi
echo "extras: installing LibreOffice (writer and calc, without a screen)"
$SUDO apt-get update -qq && $SUDO env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
  libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk >/dev/null 2>&1 \
  || echo "extras: LibreOffice could not be installed; tests that need it will be skipped"
