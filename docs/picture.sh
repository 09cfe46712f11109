#!/usr/bin/env bash
# Takes the picture of a page that the README shows, docs/page.png, with Chromium; the first mistake is opened.
#   docs/picture.sh [PYTHON]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${1:-.venv/bin/python}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$python" -m symderiv html derivations/wrong/chains.yaml -o "$folder/page.html"
sed -i '0,/<details class="verdict">/s//<details class="verdict" open>/' "$folder/page.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" \
  --window-size=820,1300 --screenshot="$PWD/docs/page.png" "file://$folder/page.html"
