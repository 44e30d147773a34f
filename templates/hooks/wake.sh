#!/bin/sh
# >>> kairos: wakes its daemon, nothing else; "kairos hooks uninstall" takes this out with the file
kairos_git=${GIT_DIR:-.git}; if [ -f "$kairos_git" ]; then read -r kairos_word kairos_git < "$kairos_git" || :; fi; if [ -d "$kairos_git/kairos" ]; then { echo "$$" > "$kairos_git/kairos/wake"; } 2>/dev/null || :; fi
# <<< kairos
