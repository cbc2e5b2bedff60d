/**
 * A process for the shim to kill: it commits, folds, checkpoints and sends, each in its turn, and says what is done.
 *
 * usage: victim.ts DATABASE PORT FILE. FILE is made after the second commit.
 */
import { once } from 'node:events';
import { writeFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { DatabaseSync } from 'node:sqlite';

const [path = '', port = '', file = ''] = process.argv.slice(2);
const say = (word: string): void => void writeSync(1, `${word}\n`);

const database = new DatabaseSync(path);
database.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE row (bytes BLOB)');
const insert = database.prepare('INSERT INTO row VALUES (zeroblob(?))');
for (let commit = 1; commit <= 12; commit++) {
  insert.run(10);
  say(`commit ${String(commit)}`);
  if (commit === 2) writeFileSync(file, '');
}
database.exec('BEGIN');
for (let n = 0; n < 20; n++) insert.run(4000);
database.exec('COMMIT');
say('fold');
database.exec('PRAGMA wal_checkpoint');
say('checkpoint');
const socket = connect(Number(port), '127.0.0.1');
await once(socket, 'connect');
for (let sent = 1; sent <= 3; sent++) {
  socket.write('x');
  await once(socket, 'data');
  say(`sent ${String(sent)}`);
}
socket.destroy();
say('end');
