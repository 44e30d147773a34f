#!/bin/sh
# Starts kairos from PATH. A hook outside of a memory ends before anything is started. Where kairos is missing, a session is told in one line how to install it,
# and every other hook ends without a word.
if [ "$1" = hook ]; then
  folder=$PWD
  while [ -n "$folder" ] && [ ! -d "$folder/.kairos" ]; do folder=${folder%/*}; done
  [ -d "$folder/.kairos" ] || exit 0
fi
if command -v kairos >/dev/null 2>&1; then
  exec kairos "$@"
fi
case "$1 $2" in
  "hook SessionStart")
    echo '{"systemMessage":"kairos is not on your PATH, so Claude does not see this repository'"'"'s memory. To install it: npm install -g kairos-git"}'
    ;;
  "mcp "*)
    echo 'kairos is not on your PATH; to install it: npm install -g kairos-git' >&2
    exit 1
    ;;
esac
exit 0
