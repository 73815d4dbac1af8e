/** The line that says: names of files, which the shell itself knows best. */
export const filesLine = "*files*";

/** Shells that are spoken to, each with what it reads at its start. */
export const scripts = {
  bash: (command: string) => `_staffroom() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == '${filesLine}' ]]; then compopt -o default; return; fi
    COMPREPLY+=("$line")
  done < <(${command} complete bash -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -F _staffroom staffroom
`,
  zsh: (command: string) => `#compdef staffroom
_staffroom() {
  local line
  local -a values shown
  while IFS= read -r line; do
    if [[ $line == '${filesLine}' ]]; then _files; return; fi
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  }")
  done < <(${command} complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  compadd -l -d shown -a values
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
compdef _staffroom staffroom
`,
  fish: (command: string) => `function __staffroom_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l lines (${command} complete fish -- $words (commandline -ct) 2>/dev/null)
    if test "$lines[1]" = '${filesLine}'
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $lines
    end
end
complete -c staffroom -f -a '(__staffroom_complete)'
`,
} as const;

export type ShellName = keyof typeof scripts;
export const shellNames = Object.keys(scripts) as ShellName[];
