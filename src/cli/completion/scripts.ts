/** The completion of three shells. Each script asks `kairos __complete` at the key, so that it never falls behind the program. Constants. */

const BASH = `# Completion of kairos for bash.
_kairos() {
  local line cur="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :files | :folders)
        compopt -o filenames 2>/dev/null
        local flag=-f path
        [ "$line" = :folders ] && flag=-d
        while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$flag" -- "$cur")
        ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(command kairos __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _kairos kairos
`;

const ZSH = `#compdef kairos
# Completion of kairos for zsh.
_kairos() {
  local line word files
  local -a offers
  for line in "\${(@f)$(command kairos __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case "$line" in
      '') ;;
      :files) files=all ;;
      :folders) files=folders ;;
      *$'\\t'*) word="\${line%%$'\\t'*}"; offers+=("\${word//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) offers+=("\${line//:/\\\\:}") ;;
    esac
  done
  (( \${#offers} )) && _describe -V kairos offers
  case "$files" in
    all) _files ;;
    folders) _files -/ ;;
  esac
}
if [ "\${funcstack[1]}" = _kairos ]; then _kairos "$@"; else compdef _kairos kairos; fi
`;

const FISH = `# Completion of kairos for fish.
function __kairos_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command kairos __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':folders'
                __fish_complete_directories "$current" ''
            case '*'
                echo $line
        end
    end
end
complete -c kairos -f -k -a '(__kairos_complete)'
`;

/** By the name of the shell. */
export const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
