/** What users get, built from this tree, outside of it: nothing of the checkout is in reach. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface Shipped extends AsyncDisposable {
  /** What `npm run build:bridge` makes. */
  readonly built: string;
  /** The same inside a node_modules, installed by npm with no network from the package that `npm pack` makes of it. */
  readonly installed: string;
}

export async function ship(): Promise<Shipped> {
  const folder = await mkdtemp(join(tmpdir(), 'climat-shipped-'));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const built = join(folder, 'built');
    build(built);
    const npm = (...args: string[]): string =>
      execFileSync('npm', [...args, '--cache', join(folder, 'cache'), '--silent'], {
        cwd: folder,
      }).toString();
    const packed = npm('pack', built).trim();
    npm('install', '--global', '--offline', '--prefix', join(folder, 'usr'), join(folder, packed));
    const installed = join(folder, 'usr', 'lib', 'node_modules', 'climat-guardian');
    return { built, installed, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

export function build(out: string): void {
  execFileSync(process.execPath, [join(root, 'packaging', 'build.ts'), '--out', out], { stdio: 'inherit' });
}
