#!/usr/bin/env bash
# A corpus for each fuzz target out of the samples of the tests, and of the small files of the folders that are named.
set -euo pipefail
cd "$(dirname "$0")"
samples=../crates/comity-formats/tests/data
named() { # one flat name for a path
  echo "$1" | tr './' '__' | sed 's/^_*//'
}
take() { # target, ending, folder..
  local target=$1 ending=$2
  shift 2
  mkdir -p "corpus/$target"
  find "$@" -type f -name "*.$ending" -size -256k | while read -r file; do
    cp "$file" "corpus/$target/$(named "$file")"
  done
}
take iati xml "$samples" "$@"
take table csv "$samples" "$@"
take fts json "$samples" "$@"
take ical ics "$samples" "$@"
take geojson geojson "$samples" "$@"
take jsonl jsonl "$samples" "$@"
take central_asia csv ../data/central-asia-2006
take open '*' "$samples" ../data/central-asia-2006 "$@"
# the target puts the first four bytes of a zip file back
mkdir -p corpus/xlsx
find "$samples" "$@" -type f -name '*.xlsx' | while read -r file; do
  tail -c +5 "$file" > "corpus/xlsx/$(named "$file")"
done
