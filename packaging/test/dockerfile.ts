/** As much of a Dockerfile as ours uses; whatever else stands in it is a fault of the test, not passed over. */
export interface Stage {
  readonly from: string;
  readonly instructions: readonly { readonly name: string; readonly rest: string }[];
}

const known = [
  ...['COPY', 'RUN', 'ENV', 'USER', 'WORKDIR', 'VOLUME', 'EXPOSE', 'STOPSIGNAL', 'HEALTHCHECK'],
  ...['ENTRYPOINT', 'CMD', 'ARG', 'LABEL'],
];

export function stagesOf(dockerfile: string): Stage[] {
  const stages: { from: string; instructions: { name: string; rest: string }[] }[] = [];
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n');
  for (const line of lines.filter((one) => one.trim() !== '')) {
    const [, name = '', rest = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push({ from: rest, instructions: [] });
    else if (known.includes(name)) stages.at(-1)?.instructions.push({ name, rest });
    else throw new Error(`the test does not know: ${line}`);
  }
  return stages;
}

/** What follows an instruction that the stage has once. */
export function only(stage: Stage, name: string): string {
  const [one, ...more] = stage.instructions.filter((instruction) => instruction.name === name);
  if (one === undefined || more.length > 0) throw new Error(`${name} is there ${one ? 'twice' : 'not'}`);
  return one.rest;
}

/** The form that needs no shell: a list of words in JSON. */
export function words(rest: string): string[] {
  const parsed: unknown = JSON.parse(rest);
  if (!Array.isArray(parsed)) throw new Error(`a shell would have to run: ${rest}`);
  return parsed.map(String);
}
