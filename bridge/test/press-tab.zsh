# What an interactive zsh offers when Tab is pressed: press-tab.zsh SCRIPT LINE. One word a line.
zmodload zsh/zpty
zpty shell zsh -f -i
typeset output

until_said() {
  local text= chunk
  while zpty -r shell chunk; do
    text+=$chunk
    [[ $text == *$1* ]] && break
  done
  output=$text
}

# compadd is where every word passes; what only asks it to calculate is none.
setup='
PROMPT=; RPROMPT=; unsetopt zle_bracketed_paste prompt_cr
autoload -Uz compinit && compinit -D -u
source '${(q)1}'
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a offered
  builtin compadd -A offered "$@"
  (( $#offered )) && print -rl -- "offer:"$^offered
  builtin compadd "$@"
}
finished() { print -r -- "fin""ished" }
comppostfuncs=(finished)
bindkey "^I" complete-word
zle -C complete-word complete-word _main_complete
print -r -- "re""ady"
'
print -r -- "$setup" > $TMPDIR/setup.zsh
zpty -w shell "source ${(q)TMPDIR}/setup.zsh"
until_said ready
zpty -w -n shell "$2"$'\t'
until_said finished
for line in ${(f)output//$'\r'/}; do
  [[ $line == *offer:* ]] && print -r -- ${line##*offer:}
done
exit 0
