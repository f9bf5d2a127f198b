// How long recordings are kept: the lifecycle rules of a bucket, as the emulator judges them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from '../../src/client/client.js';
import type { FaultRule } from '../../src/emulator/index.js';
import { localProfile } from '../../src/protocol/local-profile.js';
import { relaying } from '../helpers/relaying.js';
import { createStudio, type Studio } from '../helpers/studio.js';

const rule = (id: string, prefix: string, days: number, more = '') =>
  `<Rule><ID>${id}</ID><Prefix>${prefix}</Prefix><Status>Enabled</Status>${more}<Expiration><Days>${days}</Days></Expiration></Rule>`;
const documentOf = (...rules: string[]) =>
  `<LifecycleConfiguration>${rules.join('')}</LifecycleConfiguration>`;

function rulesOf({ url }: Studio) {
  const client = createClient({ ...localProfile, endpoint: url, credentials: localProfile });
  return {
    put: (...rules: string[]) =>
      client.putBucketLifecycle({ document: documentOf(...rules), allowOverlap: true }),
    get: async () =>
      (await client.getBucketLifecycle()).document.replace(/>\s+</g, '><').match(/<Rule>.*?<\/Rule>/gs),
  };
}

/** Cameras that are not on air now, so that nothing but the rules happens. */
function file(channels: Readonly<Record<string, string>>, defaults = ''): string {
  const away = (new Date().getUTCHours() + 12) % 24;
  const hours = `${String(away).padStart(2, '0')}:00-${String(away).padStart(2, '0')}:30`;
  const lines = Object.entries(channels).map(
    ([name, keep]) => `  ${name}: { input: "rtsp://127.0.0.1:9/${name}"${keep} }\n`,
  );
  return `defaults: { probe: false, hours: '${hours}', timezone: UTC${defaults} }\nchannels:\n${lines.join('')}`;
}

const denied = (op: string): FaultRule => ({
  match: { layer: 'http', op },
  effect: { status: 403, code: 'AccessDenied' },
});

async function relayed(studio: Studio, text: string, flags: readonly string[] = []) {
  const at = relaying(studio, text, ['--ledger', 'none', ...flags]);
  await at.until('one', 'off');
  at.stop.abort();
  const { stderr } = await at.ended;
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

test('a rule is set for each channel, once, and one that was set before follows the file', async () => {
  const studio = await createStudio();
  const rules = rulesOf(studio);
  const other = rule('logs', 'logs/', 3);
  await rules.put(other, rule('oss-live two', 'two/', 90));
  const text = file({ one: '', two: '', cam: ', keep: 7d' }, ', keep: 30d');

  writeFileSync(join(studio.folder, 'cameras.yaml'), text);
  const plan = await studio.run(['relay', 'cameras.yaml', '--plan']);
  expect([plan.exitCode, plan.stdout.split('\n')]).toEqual([
    0,
    ['one\tcreate\t', 'two\tcreate\t', 'one\tkeep\t30d', 'two\tkeep\t90d -> 30d', 'cam\tkeep\t7d', ''],
  ]);
  expect(await rules.get()).toHaveLength(2);

  expect(await relayed(studio, text)).toEqual([]);
  const after = [
    other,
    rule('oss-live two', 'two/', 30),
    rule('oss-live one', 'one/', 30),
    rule('oss-live cam', 'cam/', 7),
  ];
  expect(await rules.get()).toEqual(after);

  // The second time nothing is put: it would be refused, and that be told.
  studio.emulator.control.addFault(denied('PutBucketLifecycle'));
  expect(await relayed(studio, text)).toEqual([]);
  expect((await studio.run(['relay', 'cameras.yaml', '--plan'])).stdout).toBe('');
});

test('the rule of somebody else is named where it is in the way, and enough where it says the same', async () => {
  const studio = await createStudio();
  const rules = rulesOf(studio);
  await rules.put(
    rule('all of the shop', 'shop-', 30),
    rule('short', 'tw', 1),
    rule('some', 'part', 30, '<Filter><Not><Prefix>partly/raw/</Prefix></Not></Filter>'),
  );
  const before = await rules.get();
  const text = file({ one: '', 'shop-1': '', two: '', partly: '' }, ', keep: 30d');
  expect(await relayed(studio, text)).toEqual([
    ...[
      ['two', '"short" for "tw" leaves no room for one for "two/"'],
      ['partly', '"some" for "part" leaves no room for one for "partly/"'],
    ].map(([channel, why]) => ({
      warning: { message: `keep of ${channel} is not in force. The rule ${why} (EC 0014-00000084).` },
    })),
  ]);
  expect(await rules.get()).toEqual([...before!, rule('oss-live one', 'one/', 30)]);
  writeFileSync(join(studio.folder, 'cameras.yaml'), text);
  const plan = JSON.parse((await studio.run(['relay', 'cameras.yaml', '--plan', '--json'])).stdout);
  expect(plan.keep).toEqual([
    { channelName: 'one', days: 30, action: 'none', ruleId: 'oss-live one' },
    { channelName: 'shop-1', days: 30, action: 'none', ruleId: 'all of the shop' },
    ...['two', 'partly'].map((channelName) => ({
      ...{ channelName, days: 30, action: 'refused' },
      error: { code: 'LifecycleOverlap', message: expect.any(String) },
    })),
  ]);
});

test.each([
  ['GetBucketLifecycle', 'oss:GetBucketLifecycle'],
  ['PutBucketLifecycle', 'oss:PutBucketLifecycle'],
])('without the permission for %s the cameras go on air all the same', async (op, action) => {
  const studio = await createStudio();
  studio.emulator.control.addFault(denied(op));
  const [warning, ...others] = await relayed(studio, file({ one: '' }, ', keep: 30d'));
  expect(others).toEqual([]);
  const { message } = (warning as { warning: { message: string } }).warning;
  expect(message).toMatch(/^keep of one is not in force\. /);
  expect(message).toContain(action);
});

test('rules are for the first of several processes: they are one document', async () => {
  const studio = await createStudio();
  const rules = rulesOf(studio);
  await rules.put(rule('logs', 'logs/', 3));
  const text = file({ one: '', till: '' }, ', keep: 30d');
  await relayed(studio, text, ['--shard', '1/3']);
  expect(await rules.get()).toHaveLength(1);
});

test.each([['30'], ['"30"'], ['30h'], ['0d'], ['1.5d'], ['-1d']])('keep: %s is refused', async (keep) => {
  const { run, folder } = await createStudio();
  writeFileSync(join(folder, 'cameras.yaml'), `channels: { a: { input: test, keep: ${keep} } }\n`);
  expect((await run(['relay', 'cameras.yaml'])).stderr).toBe(
    'error: cameras.yaml:1:31: keep must be whole days, such as 30d.\n',
  );
});
