// Loaded before the bridge, also in the store's thread: says who reads the migrations, as a stack trace does.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readdirSync } = fs;
fs.readdirSync = (path, ...rest) => {
  if (String(path).includes('migrations')) console.error(new Error('the migrations are read').stack);
  return readdirSync(path, ...rest);
};
syncBuiltinESMExports();
