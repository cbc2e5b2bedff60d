/** Reads what shim.c wrote: a process's deeds on a folder, in the one order in which they happened. */

export type Deed =
  | { readonly do: 'create'; readonly file: number; readonly name: string }
  | { readonly do: 'write'; readonly file: number; readonly at: number; readonly bytes: Uint8Array }
  | { readonly do: 'truncate'; readonly file: number; readonly size: number }
  | { readonly do: 'sync'; readonly file: number }
  | { readonly do: 'rename'; readonly file: number; readonly name: string }
  | { readonly do: 'unlink'; readonly file: number }
  | { readonly do: 'sync folder' };

const headLength = 24;

/** @param log as it lies in its file; the bytes of the deeds are views of it. */
export function deedsIn(log: Buffer): Deed[] {
  const deeds: Deed[] = [];
  for (let from = 0; from < log.length;) {
    const code = log.readUInt32LE(from);
    const file = log.readUInt32LE(from + 4);
    const offset = Number(log.readBigUInt64LE(from + 8));
    const length = Number(log.readBigUInt64LE(from + 16));
    const bytes = log.subarray(from + headLength, from + headLength + length);
    if (bytes.length < length) throw new Error('the recording ends within a deed');
    deeds.push(deed(code, file, offset, bytes));
    from += headLength + length;
  }
  return deeds;
}

function deed(code: number, file: number, offset: number, bytes: Buffer): Deed {
  switch (code) {
    case 1:
      return { do: 'create', file, name: bytes.toString() };
    case 2:
      return { do: 'write', file, at: offset, bytes };
    case 3:
      return { do: 'truncate', file, size: offset };
    case 4:
      return { do: 'sync', file };
    case 5:
      return { do: 'rename', file, name: bytes.toString() };
    case 6:
      return { do: 'unlink', file };
    case 7:
      return { do: 'sync folder' };
    default:
      throw new Error(`the recording holds an unknown deed ${String(code)}`);
  }
}
