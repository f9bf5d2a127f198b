// Bun, which makes binaries of the program: in each there is a whole Bun of its platform.
import { readFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { entryOf } from './bundle.js';
import { npmPackage } from './npm-package.js';

const VERSION = '1.4.5';

/** Of npm, as are the packages: `npm view <package>@<version> dist.integrity`. */
const INTEGRITY = {
  '@oven/bun-linux-x64':
    'sha512-IWX9BELoGHAUtMonkeSaNaZwXzRk+oDw6Mk+HBFXd3KHYIBNBsIGRupMZPcgNoDbJpLu6gAJjIoIVPZtt1aJ1g==',
  '@oven/bun-linux-aarch64':
    'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
  '@oven/bun-darwin-aarch64':
    'sha512-4MIFXHmctH2EhAxLXm2/qxNtv17dFtLJylvaOCsrgq6KSqHTs6eW5YSrJjRbJxYUJaR901fsN8JfZOa+CsWpWQ==',
  '@oven/bun-windows-x64':
    'sha512-FNvply651vcE/GHgNWz6mZvhmkwBuu8Hw54oNzA+CQog+HW+542rXQmZqNHRkFxazD9L3xi+iTtvO3engAgJfw==',
  'bun-types':
    'sha512-ECHn+9dhL3wv0G6u0+7dQvrnaimXiRDxxerYBmhTaLyJEEuvTPWk2Fye3XIf5Y++JIIiHKfQw4Z7V5D8KuiXbg==',
};

/** By the name of the binary that comes of it. */
const PACKAGES = {
  'linux-x64': '@oven/bun-linux-x64',
  'linux-arm64': '@oven/bun-linux-aarch64',
  'darwin-arm64': '@oven/bun-darwin-aarch64',
  'windows-x64': '@oven/bun-windows-x64',
};

export const TARGETS = Object.keys(PACKAGES);

/** The target that this machine is. */
export const HERE = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;

/** The path of Bun for a target. */
export function bunFor(target) {
  const found = PACKAGES[target];
  if (found === undefined) throw new Error(`There is no binary for ${target}: ${TARGETS.join(', ')}`);
  const folder = npmPackage(found, VERSION, INTEGRITY[found]);
  return `${folder}/bin/${target.startsWith('windows') ? 'bun.exe' : 'bun'}`;
}

/** What Bun says of its own licence and of the libraries in it, with the texts that those ask for. */
export function licencesOfBun() {
  const types = npmPackage('bun-types', VERSION, INTEGRITY['bun-types']);
  const page = readFileSync(`${types}/docs/project/license.mdx`, 'utf8');
  const texts = npmPackage('spdx-license-list', '6.12.0');
  const text = (id) => JSON.parse(readFileSync(`${texts}/licenses/${id}.json`, 'utf8')).licenseText;
  return [
    entryOf(`Bun ${VERSION} (MIT), in which the program runs`, page.replace(/^---\n.*?\n---\n/s, '')),
    ...[
      'MIT',
      'LGPL-2.0-only',
      'LGPL-2.1-only',
      'Apache-2.0',
      'BSD-2-Clause',
      'BSD-3-Clause',
      'ICU',
      'Zlib',
    ].map((id) => entryOf(`Text of the licence ${id}, which Bun's libraries name`, text(id))),
  ].join('\n');
}
