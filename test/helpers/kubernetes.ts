// Manifests of Kubernetes, held against the types that its API has.
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

const MODULES = join(import.meta.dirname, '../../node_modules');

export interface Manifest {
  apiVersion: string;
  kind: string;
}

/** What the compiler says of them as literals of those types, in which no field may be unknown: `TS2353: …`. */
export async function typeErrors(manifests: readonly Manifest[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-manifests-'));
  symlinkSync(MODULES, join(folder, 'node_modules'));
  const source = manifests.map((manifest, index) => {
    const { apiVersion, kind } = manifest;
    const path = apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`;
    return `import type { ${kind} as Type${index} } from 'kubernetes-types/${path}';
export const manifest${index}: Type${index} = ${JSON.stringify(manifest, null, 2)};
`;
  });
  writeFileSync(join(folder, 'manifests.ts'), source.join('\n'));
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'ES2022', types: [] },
    ...{ module: 'ESNext', moduleResolution: 'bundler' },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['manifests.ts'] }));
  const compiler = join(MODULES, 'typescript/bin/tsc');
  const { stdout } = await execa(process.execPath, [compiler, '-p', folder], { reject: false });
  return stdout.split('\n').flatMap((line) => /error (TS\d+: .*)$/.exec(line)?.[1] ?? []);
}
