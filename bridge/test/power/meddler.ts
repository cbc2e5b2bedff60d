/** Does to the files of a folder whatever Node can do to files, for the shim to record. usage: meddler.ts FOLDER */
import {
  appendFileSync,
  closeSync,
  createWriteStream,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { open, rename, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const [folder = ''] = process.argv.slice(2);
const at = (name: string): string => join(folder, name);
const text = (length: number): string => 'the quick brown fox '.repeat(length / 20 + 1).slice(0, length);

writeFileSync(at('written'), text(3000));
writeFileSync(at('rewritten'), text(3000));
writeFileSync(at('rewritten'), 'short');
appendFileSync(at('there before'), 'and more');
truncateSync(at('written'), 1234);
const file = openSync(at('positioned'), 'w+');
writeSync(file, text(600), 10_000);
writeSync(file, 'at the start', 0);
writevSync(file, [Buffer.from('two '), Buffer.from('parts')], 300);
ftruncateSync(file, 20_000);
writevSync(file, [Buffer.from('in '), Buffer.from('turn')]);
closeSync(file);
writeFileSync(at('gone'), 'x');
unlinkSync(at('gone'));
writeFileSync(at('gone too'), 'x');
rmSync(at('gone too'));
writeFileSync(at('gone'), 'another of that name');
writeFileSync(at('new'), 'the new one');
renameSync(at('new'), at('replaced'));
// The same on the threads of Node's pool.
await writeFile(at('later'), text(100_000));
await truncate(at('later'), 70_000);
await rename(at('later'), at('last'));
await writeFile(at('gone at last'), 'x');
await unlink(at('gone at last'));
await using handle = await open(at('handle'), 'a');
await handle.appendFile('one');
await handle.writev([Buffer.from('two'), Buffer.from('three')]);
await handle.datasync();
await pipeline([text(500), text(700)], createWriteStream(at('streamed')));
