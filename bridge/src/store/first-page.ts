/**
 * The first page of the database names all tables. If it cannot be read nothing can, although every reading
 * is still there; but the same migrations make the same first page, so a new database's serves.
 */
import { closeSync, fsyncSync, fstatSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { openDatabase } from './schema.ts';

/** https://www.sqlite.org/fileformat.html, "The Database Header" */
const [pageSizeAt, pageCountAt, freelistAt, freelistCountAt] = [16, 28, 32, 36];

export function restoreFirstPage(path: string): void {
  const model = `${path}.model`;
  openDatabase(model).close();
  const bytes = readFileSync(model);
  for (const part of ['', '-wal', '-shm']) rmSync(model + part, { force: true });
  const page = bytes.subarray(0, bytes.readUInt16BE(pageSizeAt));
  const file = openSync(path, 'r+');
  try {
    page.writeUInt32BE(Math.floor(fstatSync(file).size / page.length), pageCountAt);
    // Which pages are free is forgotten: nothing is written here any more.
    page.writeUInt32BE(0, freelistAt);
    page.writeUInt32BE(0, freelistCountAt);
    writeSync(file, page, 0, page.length, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
