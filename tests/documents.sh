#!/usr/bin/env bash
# Every document of derivations/ through pdflatex, and the pages through Chromium; installs both (Debian) if they are missing.
#   tests/documents.sh [PYTHON]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${1:-.venv/bin/python}

missing=()
command -v pdflatex >/dev/null || missing+=(texlive-latex-base texlive-latex-recommended)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
command -v chromium >/dev/null || missing+=(chromium)
if ((${#missing[@]})); then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

"$python" -m pytest -q tests/writing/test_latex.py tests/writing/test_html.py tests/test_browser.py tests/test_hostile_text.py

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
"$python" docs/build.py "$built"
bad=0
while read -r -d '' document; do
  log=$(cd "$built" && pdflatex -no-shell-escape -halt-on-error -interaction=nonstopmode \
    -output-directory "$(dirname "$document")" "$document") || bad=1
  if grep -E 'Overfull|Missing character|^!' <<<"$log"; then
    echo "in $document" >&2
    bad=1
  fi
done < <(cd "$built" && find . -name '*.tex' -print0)
echo "$(find "$built" -name '*.pdf' | wc -l) documents, $(stat -c %s "$built/derivations.html") bytes of HTML"
exit "$bad"
