#!/bin/sh
# Runs one part of Baton: the first argument says which, the others are its own.
set -eu
app="$(dirname "$0")/../.."
part="${1:-}"
case "$part" in
  processor | dashboard | publisher) folder="$part" ;;
  baton) folder=cli ;;
  *)
    echo "Which part? Expected processor, dashboard, publisher or baton, and its arguments (got \"$part\")." >&2
    exit 2
    ;;
esac
shift
exec node "$app/apps/$folder/src/main.ts" "$@"
