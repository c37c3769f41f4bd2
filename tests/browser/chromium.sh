#!/bin/sh
# A Chromium for the browser tests: one that is there, or Debian's by apt. The headless shell is
# the same engine without windows, and quicker for it.
set -eu
for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
echo "Installing Chromium (apt-get install chromium-headless-shell) ..."
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
install() { $sudo apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }
install chromium-headless-shell || install chromium
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null
