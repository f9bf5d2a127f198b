// A project of a user: what npm would publish, installed in a clean folder as npm installs it, without the network.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { cleanEnvironment } from '../../scripts/clean-environment.js';

const ROOT = join(import.meta.dirname, '../..');

export interface Packed {
  filename: string;
  size: number;
  files: { path: string }[];
}

export interface CleanProject {
  folder: string;
  /** Where npm has put the package. */
  installed: string;
  packed: Packed;
  write(files: Readonly<Record<string, string>>): void;
  /** Makes a package that the tests of oss-live have one of the project's, and so all that it stands on. */
  borrow(name: string): void;
  /** A command line in the project, where installed programs are found as npm scripts find them. */
  sh(line: string, variables?: Readonly<Record<string, string>>): Promise<Ended>;
}

interface Ended {
  exitCode?: number;
  stdout: string;
  stderr: string;
}

export async function createCleanProject(): Promise<CleanProject> {
  const folder = mkdtempSync(join(tmpdir(), 'oss-live-project-'));
  const { stdout } = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const packed = (JSON.parse(stdout) as Packed[])[0]!;
  const write: CleanProject['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({ 'package.json': '{ "private": true, "type": "module" }\n' });
  await copyDependencies(folder);
  await npm(['install', '--omit=dev', packed.filename], folder);
  return {
    ...{ folder, packed, write, installed: join(folder, 'node_modules/oss-live') },
    borrow(name) {
      const place = join(folder, 'node_modules', name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), place);
      const { bin = {} } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
      const programs = typeof bin === 'string' ? { [name]: bin } : (bin as Record<string, string>);
      mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
      for (const [program, path] of Object.entries(programs))
        symlinkSync(join(place, path), join(folder, 'node_modules/.bin', program));
    },
    sh: (line, variables = {}) =>
      execa('sh', ['-c', line], {
        cwd: folder,
        env: {
          ...cleanEnvironment(),
          PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
          NO_COLOR: '1',
          ...variables,
        },
        extendEnv: false,
        reject: false,
        stripFinalNewline: false,
      }),
  };
}

const npm = (args: readonly string[], cwd: string) =>
  execa('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier'], { cwd });

/** npm keeps what is there already and fits, so it needs no registry. */
async function copyDependencies(project: string): Promise<void> {
  const { stdout } = await npm(['ls', '--omit=dev', '--all', '--parseable'], ROOT);
  const folders = stdout
    .split('\n')
    .slice(1)
    .map((path) => relative(ROOT, path));
  for (const folder of folders) {
    if (folder.lastIndexOf('node_modules') > 0) continue;
    mkdirSync(join(project, folder), { recursive: true });
    cpSync(join(ROOT, folder), join(project, folder), { recursive: true, dereference: true });
  }
}
