import type { ReadStream } from 'node:tty';

const [interrupt, endOfInput, backspace, del] = ['\u0003', '\u0004', '\b', '\u007f'];

/** Asks for a line at a terminal, which does not show what is typed. @throws {Error} when it is broken off. */
export async function hiddenLine(
  question: string,
  input: ReadStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  // Before it asks: who types at once must not be shown either.
  input.setRawMode(true);
  output.write(question);
  try {
    let line = '';
    for await (const chunk of input) {
      for (const key of String(chunk)) {
        if (key === '\r' || key === '\n') return line;
        if (key === interrupt || key === endOfInput) throw new Error('Nothing was changed.');
        line = key === backspace || key === del ? line.slice(0, -1) : line + key;
      }
    }
    return line;
  } finally {
    input.setRawMode(false);
    output.write('\n');
  }
}
