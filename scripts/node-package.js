import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { npmPackage } from './npm-package.js';

/** The path of a Node of npm: of `24` the newest one, of `24.1.0` that. */
export function nodeFor(version) {
  const isWindows = platform() === 'win32';
  const folder = npmPackage(`node-${isWindows ? 'win' : platform()}-${arch()}`, version);
  return join(folder, 'bin', isWindows ? 'node.exe' : 'node');
}
