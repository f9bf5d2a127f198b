// npm run conformance: what a real bucket does of all that the emulator only assumes.
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { createTransport } from '../src/client/transport.js';
import { type Credentials, createClient, resolveEndpoint } from '../src/index.js';
import { PREFIX, removeAll } from './clean.js';
import { makeMedia } from './media.js';
import type { Probe } from './probe.js';
import { probes } from './probes/index.js';
import { checkedReport, evidenceAfter, type Report } from './report.js';
import { rowsOf, withEvidence } from './rows.js';
import { runProbes } from './run.js';
import { tellStory } from './story.js';

declare const __VERSION__: string;

const PAGE = 'docs/emulator.md';
const USAGE = `Usage: npm run conformance [-- --yes] [--only <row,row>] [--no-story] [--out <file>]
       npm run conformance:apply <report.json>

Needs OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_BUCKET and OSS_REGION or OSS_ENDPOINT; see docs/conformance.md.
`;

/** What ends the run with a sentence and an exit code. */
class Stop extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const OPTIONS = {
  yes: { type: 'boolean', short: 'y' },
  only: { type: 'string' },
  'no-story': { type: 'boolean' },
  out: { type: 'string', default: 'conformance-report.json' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<number> {
  const { values, positionals } = read();
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [command, file] = positionals;
  if (command === 'apply' && file !== undefined && positionals.length === 2) return apply(file);
  if (command !== undefined) throw new Stop(USAGE, 2);
  return ask(chosen(values.only), values);
}

function read() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Stop(`${(error as Error).message}\n${USAGE}`, 2);
  }
}

function chosen(only: string | undefined): readonly Probe[] {
  if (only === undefined) return probes;
  return only.split(',').map((row) => {
    const probe = probes.find((one) => one.row === row);
    if (probe === undefined)
      throw new Stop(`No probe asks about ${row}. There are: ${probes.map((one) => one.row).join(', ')}.`, 2);
    return probe;
  });
}

async function ask(asked: readonly Probe[], values: ReturnType<typeof read>['values']): Promise<number> {
  const { bucket, endpoint, region, credentials } = settings();
  if (!values.yes) await confirm(bucket, endpoint);
  const interrupted = new AbortController();
  setMaxListeners(0, interrupted.signal);
  const stop = (): void => {
    // The second time at once.
    if (interrupted.signal.aborted) process.exit(130);
    say('Stopping, and removing what was made.');
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  const transport = createTransport();
  const client = createClient({ bucket, endpoint, region, credentials, transport });
  const left = await removeAll(client, PREFIX);
  if (left.channels + left.objects > 0)
    say(`Removed what an earlier run had left: ${left.channels} channels, ${left.objects} objects.`);
  const prefix = `${PREFIX}${randomBytes(4).toString('hex')}-`;
  try {
    const { signal } = interrupted;
    const story = values['no-story'] ? null : await tellStory({ bucket, prefix, signal, say });
    // The first list of the bucket has set the clock right.
    const now = () => new Date(Date.now() + client.clockOffsetMs);
    const target = { bucket, endpoint, region, credentials, transport, now, prefix, signal };
    const media = await makeMedia();
    const rows = await runProbes(
      asked,
      { ...target, media, speed: 1, patienceMs: 60_000 },
      ({ id, verdict, saw }) => say(`${verdict.padEnd(10)}  ${id}: ${saw}`),
    );
    const report: Report = {
      ...{
        time: new Date().toISOString(),
        region,
        endpoint: new URL(endpoint).hostname,
        version: __VERSION__,
      },
      ...{ rows, story },
    };
    await writeFile(values.out, `${JSON.stringify(report, null, 2)}\n`);
    return summary(report, values.out);
  } catch (error) {
    if (interrupted.signal.aborted) throw new Stop('Interrupted.', 130);
    throw error;
  } finally {
    const removed = await removeAll(client, PREFIX);
    say(`Removed ${removed.channels} channels and ${removed.objects} objects.`);
    await transport.close();
  }
}

function settings(): { bucket: string; endpoint: string; region: string; credentials: Credentials } {
  const { env } = process;
  const missing = ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET', 'OSS_BUCKET'].filter((name) => !env[name]);
  if (!env.OSS_REGION && !env.OSS_ENDPOINT) missing.push('OSS_REGION or OSS_ENDPOINT');
  if (missing.length > 0) throw new Stop(`Not set: ${missing.join(', ')}.\n${USAGE}`, 2);
  const bucket = env.OSS_BUCKET as string;
  const { baseUrl, signRegion } = resolveEndpoint({
    endpoint: env.OSS_ENDPOINT || null,
    region: env.OSS_REGION || null,
  });
  const region = env.OSS_REGION || signRegion;
  if (!region) throw new Stop(`The region does not follow from OSS_ENDPOINT: set OSS_REGION too.`, 2);
  const credentials = {
    accessKeyId: env.OSS_ACCESS_KEY_ID as string,
    accessKeySecret: env.OSS_ACCESS_KEY_SECRET as string,
    securityToken: env.OSS_SESSION_TOKEN || null,
  };
  return { bucket, endpoint: baseUrl, region, credentials };
}

async function confirm(bucket: string, endpoint: string): Promise<void> {
  say(
    `This asks the bucket ${bucket} at ${new URL(endpoint).host}. It makes channels and objects whose names begin with
${PREFIX}, pushes a few minutes of small video to them, and deletes them at the end; it touches nothing else.`,
  );
  if (!process.stdin.isTTY) throw new Stop('Nobody can be asked here: give --yes.', 6);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Go on? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Stop('Nothing was asked.', 6);
}

/** 0 when all is as assumed. */
function summary({ rows, story }: Report, file: string): number {
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  const failed = story?.filter(({ passed }) => !passed) ?? [];
  for (const { test, message } of failed) process.stdout.write(`story: ${test}: ${message}\n`);
  for (const { id, verdict, saw } of rows)
    if (verdict !== 'as-assumed') process.stdout.write(`${verdict}: ${id}: ${saw}\n`);
  const told = story === null ? '' : `; the story: ${story.length - failed.length} of ${story.length} tests`;
  process.stdout.write(
    `${count('as-assumed')} as assumed, ${count('differs')} differ, ${count('unclear')} unclear${told}. Report: ${file}\n`,
  );
  return count('as-assumed') === rows.length && failed.length === 0 ? 0 : 1;
}

/** Writes into the page what a report says of its rows. */
async function apply(file: string): Promise<number> {
  const report = checkedReport(await readFile(file, 'utf8'));
  const page = await readFile(PAGE, 'utf8');
  const marks = rowsOf(page).flatMap(({ id, evidence }): [string, string][] => {
    const words = id === '' ? null : evidenceAfter(evidence, report, id);
    return words === null ? [] : [[id, words]];
  });
  await writeFile(PAGE, withEvidence(page, new Map(marks)));
  process.stdout.write(`${PAGE}: ${marks.length} rows marked\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message.trimEnd() : String(error));
  process.exitCode = error instanceof Stop ? error.exitCode : 1;
}
