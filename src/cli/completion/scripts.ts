export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

/**
 * Each asks `oss-live __complete`, whose first line says whether files may come too, and each other line is a word, a
 * tab and what it means.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# oss-live completion for bash
_oss_live() {
  local reply kind line
  COMPREPLY=()
  reply=$(oss-live __complete bash "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null) || return 0
  kind=\${reply%%$'\\n'*}
  reply=\${reply#"$kind"}
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("\${line%%$'\\t'*}")
  done <<< "$reply"
  if [ "$kind" = files ]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
      [ -n "$line" ] && COMPREPLY+=("$line")
    done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
  fi
}
complete -F _oss_live oss-live
`,
  zsh: `#compdef oss-live
# oss-live completion for zsh
_oss_live() {
  local reply kind line
  local -a items
  reply=$(oss-live __complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null) || return 1
  kind=\${reply%%$'\\n'*}
  for line in "\${(@f)\${reply#$kind}}"; do
    [[ -n $line ]] && items+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( \${#items} )) && _describe -t oss-live 'oss-live' items
  [[ $kind == files ]] && _files
  return 0
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then
  _oss_live "$@"
else
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
  compdef _oss_live oss-live
fi
`,
  fish: `# oss-live completion for fish
function __oss_live_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l reply (oss-live __complete fish -- $words[2..-1] 2>/dev/null)
    or return 0
    printf '%s\\n' $reply[2..-1]
    test "$reply[1]" = files
    and __fish_complete_path (commandline -ct)
end
complete -c oss-live -f -a '(__oss_live_complete)'
`,
  powershell: `# oss-live completion for PowerShell
Register-ArgumentCompleter -Native -CommandName oss-live -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($wordToComplete -eq '') { $words += '' }
  oss-live __complete powershell -- @words 2>$null | Select-Object -Skip 1 | ForEach-Object {
    $value, $help = $_ -split "\`t", 2
    if (-not $help) { $help = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
  }
}
`,
};
