import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { redact } from '../src/client/redact.js';
import type { StoryReport } from './report.js';

interface Telling {
  bucket: string;
  prefix: string;
  signal: AbortSignal;
  say(text: string): void;
}

/** Runs test/journeys/contract.test.ts against the bucket; its variables are those of this process. */
export async function tellStory({ bucket, prefix, signal, say }: Telling): Promise<StoryReport[]> {
  say('The contract story, which takes some minutes:');
  const folder = await mkdtemp(join(tmpdir(), 'oss-live-story-'));
  const file = join(folder, 'story.json');
  try {
    const args = ['run', 'test/journeys/contract.test.ts', '-t', 'the real bucket', '--reporter=json'];
    const env = { OSS_LIVE_TEST_TARGET: 'real', OSS_LIVE_TEST_BUCKET: bucket, OSS_LIVE_TEST_PREFIX: prefix };
    const child = await execa('node_modules/.bin/vitest', [...args, `--outputFile=${file}`], {
      ...{ env, reject: false, stdin: 'ignore', cancelSignal: signal, forceKillAfterDelay: 5000 },
    });
    signal.throwIfAborted();
    const text = await readFile(file, 'utf8').catch(() => {
      throw new Error(`The story could not be told:\n${child.stderr}`);
    });
    const { testResults } = JSON.parse(text) as { testResults: { assertionResults: Assertion[] }[] };
    const told = testResults.flatMap(({ assertionResults }) => assertionResults);
    const reports = told.filter(({ status }) => status !== 'skipped' && status !== 'pending').map(reportOf);
    for (const { test, passed } of reports) say(`${passed ? 'as assumed' : 'differs   '}  story: ${test}`);
    return reports;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Assertion {
  title: string;
  status: string;
  failureMessages: string[];
}

function reportOf({ title, status, failureMessages }: Assertion): StoryReport {
  const [message] = failureMessages;
  const passed = status === 'passed';
  return { test: title, passed, ...(passed ? {} : { message: redact(message?.slice(0, 2000) ?? status) }) };
}
