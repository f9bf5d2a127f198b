// The unit as systemd itself reads it: no name is misspelt, and what the service may do is little.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, test } from 'vitest';

const UNIT = join(import.meta.dirname, '../../deploy/oss-live-relay.service');
const text = readFileSync(UNIT, 'utf8');

/** What `systemd-analyze verify` says of a unit, whose program is the built one. */
async function verified(unit: string): Promise<string[]> {
  const path = join(mkdtempSync(join(tmpdir(), 'oss-live-unit-')), 'oss-live-relay.service');
  writeFileSync(path, unit.replace('ExecStart=oss-live ', `ExecStart=${inject('program')} `));
  const { all } = await execa('systemd-analyze', ['verify', '--man=no', path], { all: true, reject: false });
  // systemd looks at all units that this one needs, and not all of those of a machine are in order.
  return all
    .split('\n')
    .flatMap((line) => (line.includes('oss-live-relay') ? [line.replace(/^.*\//, '')] : []));
}

test('systemd finds nothing wrong with the unit', async () => {
  expect(text).toMatch(/^ExecStart=oss-live relay /m);
  expect(await verified(text)).toEqual([]);
});

test('systemd would: of a name that is misspelt, and of a value that cannot be', async () => {
  const line = text.split('\n').indexOf('ProtectSystem=strict') + 1;
  expect(await verified(text.replace('ProtectSystem=strict', 'ProtectSystems=strict'))).toEqual([
    `oss-live-relay.service:${line}: Unknown key 'ProtectSystems' in section [Service], ignoring.`,
  ]);
  expect(await verified(text.replace('ProtectSystem=strict', 'ProtectSystem=stricter'))).toEqual([
    expect.stringMatching(/^oss-live-relay\.service:\d+: Failed to parse protect system value.*stricter$/),
  ]);
});

test('the service may do little: systemd counts less than 2 of 10', async () => {
  const exposed = async (unit: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'oss-live-unit-'));
    writeFileSync(join(folder, 'oss-live-relay.service'), unit);
    const args = ['security', '--offline=yes', '--threshold=20', 'oss-live-relay.service'];
    const { exitCode, stdout } = await execa('systemd-analyze', args, { cwd: folder, reject: false });
    return { exitCode, total: stdout.split('\n').find((line) => line.includes('Overall exposure')) };
  };
  expect(await exposed(text)).toEqual({ exitCode: 0, total: expect.stringContaining(': 1.') });
  const open = text.replace(/^(Private|Protect|Restrict|System|Dynamic|Capability)\w+=.*\n/gm, '');
  expect((await exposed(open)).exitCode).toBe(1);
});
