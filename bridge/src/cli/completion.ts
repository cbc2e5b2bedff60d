/**
 * `completion bash|zsh`: a script made of Commander's own tree, so that it knows what the program knows. It holds all
 * words itself: libraries that ask the program at each press of Tab start Node for it, which a Raspberry Pi takes a
 * second for. Only the names of sinks are asked for, where they are wanted.
 */
import type { Argument, Command, Option } from 'commander';

/** What may stand at a place of the line. */
type Wanted =
  { readonly kind: 'files' | 'folders' | 'sinks' | 'unknown' } | { readonly words: readonly string[] };

interface Place {
  /** Of the commands so far, e.g. ` token create`; of the program itself empty. */
  readonly path: string;
  readonly commands: readonly (readonly [name: string, description: string])[];
  readonly options: readonly (readonly [flag: string, description: string])[];
  /** What follows each flag that takes a value. */
  readonly values: ReadonlyMap<string, Wanted>;
  /** What stands there by itself. */
  readonly argument: Wanted | undefined;
}

export type Shell = 'bash' | 'zsh';

export function completionScript(root: Command, shell: Shell): string {
  const places = placesOf(root, '');
  return shell === 'bash' ? bashScript(places) : zshScript(places);
}

function placesOf(command: Command, path: string): Place[] {
  const options = [...command.options, command.createOption('--help', 'display help for command')];
  const place: Place = {
    path,
    commands: command.commands.map((one) => [one.name(), one.description()]),
    options: options.flatMap((option) => (option.long == null ? [] : [[option.long, option.description]])),
    values: new Map(
      options.flatMap((option): [string, Wanted][] =>
        [option.short, option.long].flatMap((flag): [string, Wanted][] =>
          flag == null || !(option.required || option.optional) ? [] : [[flag, wantedBy(option)]],
        ),
      ),
    ),
    argument: command.registeredArguments.map(wantedAt)[0],
  };
  return [place, ...command.commands.flatMap((one) => placesOf(one, `${path} ${one.name()}`))];
}

function wantedBy(option: Option): Wanted {
  if (option.argChoices !== undefined) return { words: option.argChoices };
  if (option.long === '--sink') return { kind: 'sinks' };
  return placeholder(option.flags);
}

function wantedAt(argument: Argument): Wanted {
  return argument.argChoices === undefined
    ? placeholder(`<${argument.name()}>`)
    : { words: argument.argChoices };
}

function placeholder(text: string): Wanted {
  if (text.includes('<file>')) return { kind: 'files' };
  return { kind: text.includes('<folder>') ? 'folders' : 'unknown' };
}

/** For single quotes of either shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const head = '# Made by `climat-guardian completion`; make it anew after an update.';
const paths = (places: readonly Place[]): string =>
  places
    .filter(({ path }) => path !== '')
    .map(({ path }) => quoted(path))
    .join('|');
/** Of the configuration that the command itself would take. */
const sinkNames = `"$program" config 2>/dev/null | sed -n 's/^sinks\\[[0-9]*\\]\\.name  *\\([^ ]*\\).*/\\1/p'`;

function bashScript(places: readonly Place[]): string {
  const reply = (wanted: Wanted): string => {
    if ('words' in wanted) return `_climat_guardian_words ${quoted(wanted.words.join(' '))}`;
    switch (wanted.kind) {
      case 'files':
        return 'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur")';
      case 'folders':
        return 'compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur")';
      case 'sinks':
        return `_climat_guardian_words "$(${sinkNames})"`;
      case 'unknown':
        return ':';
    }
  };
  const values = places.flatMap(({ path, values: each }) =>
    [...each].map(([flag, wanted]) => `    ${quoted(`${path} ${flag}`)}) ${reply(wanted)}; return ;;`),
  );
  const starts = places.map(({ path, commands, options, argument }) => {
    const flags = options.map(([flag]) => flag).join(' ');
    const names = commands.map(([name]) => name).join(' ');
    const other = argument === undefined ? `_climat_guardian_words ${quoted(names)}` : reply(argument);
    return `    ${quoted(path)}) case $cur in -*) _climat_guardian_words ${quoted(flags)} ;; *) ${other} ;; esac ;;`;
  });
  return `${head}
_climat_guardian_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_climat_guardian() {
  local program=\${COMP_WORDS[0]} cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path= i
  # Bash takes --config=x apart at the =.
  if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
    ${paths(places)}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path $prev" in
${values.join('\n')}
  esac
  case $path in
${starts.join('\n')}
  esac
}

complete -F _climat_guardian climat-guardian
`;
}

function zshScript(places: readonly Place[]): string {
  const described = (all: readonly (readonly [string, string])[]): string =>
    all.map(([word, meaning]) => quoted(`${word}:${meaning.replaceAll(':', '\\:')}`)).join(' ');
  const reply = (wanted: Wanted): string => {
    if ('words' in wanted) return `compadd -- ${wanted.words.map(quoted).join(' ')}`;
    switch (wanted.kind) {
      case 'files':
        return '_files';
      case 'folders':
        return '_files -/';
      case 'sinks':
        return `compadd -- \${(f)"$(${sinkNames})"}`;
      case 'unknown':
        return '_message value';
    }
  };
  const values = places.flatMap(({ path, values: each }) =>
    [...each].map(([flag, wanted]) => `    ${quoted(`${path} ${flag}`)}) ${reply(wanted)}; return ;;`),
  );
  const starts = places.map(({ path, commands, options, argument }) => {
    const other =
      argument === undefined ? `found=(${described(commands)}); _describe command found` : reply(argument);
    return `    ${quoted(path)}) if [[ $PREFIX == -* ]]; then found=(${described(options)}); _describe option found; else ${other}; fi ;;`;
  });
  return `#compdef climat-guardian
${head}
_climat_guardian() {
  local program=\${words[1]} prev=\${words[CURRENT - 1]} place= i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$place \${words[i]}" in
    ${paths(places)}) place="$place \${words[i]}" ;;
    esac
  done
  # --config=x is one word here.
  if [[ $PREFIX == --*=* ]]; then
    prev=\${PREFIX%%=*}
    compset -P '*='
  fi
  case "$place $prev" in
${values.join('\n')}
  esac
  case $place in
${starts.join('\n')}
  esac
}

if [[ \${funcstack[1]} == _climat_guardian ]]; then _climat_guardian "$@"; else compdef _climat_guardian climat-guardian; fi
`;
}
