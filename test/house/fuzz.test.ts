import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fuzzTarget } from '../../fuzz/fuzzer.js';
import { targets } from '../../fuzz/targets.js';

// A short run of what `npm run fuzz` does at length. Equal seeds make equal inputs.
const SEED = 3;
const EXECUTIONS: Record<string, number> = {
  amf0: 4000,
  flv: 300,
  hls: 200,
  http: 500,
  publisher: 1000,
  rtmp: 1000,
  segments: 150,
  xml: 800,
};
const CORPUS = join(import.meta.dirname, '../fuzz-corpus');

test.each(Object.entries(targets))('%s takes whatever it is sent', async (name, target) => {
  const { findings } = await fuzzTarget({
    target,
    seed: SEED,
    goesOn: (executions) => executions < EXECUTIONS[name]!,
  });
  expect(findings.map(({ bytes, error }) => `${bytes.toString('hex')}: ${error}`)).toEqual([]);
});

describe('what a long run has found once is right now', () => {
  const found = readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(CORPUS.length + 1));

  test.each(found)('%s', async (path) => {
    const [name = ''] = path.split(/[/\\]/);
    await targets[name]!.fuzz(readFileSync(join(CORPUS, path)));
  });
});

test('a finding is made as small as it can be', async () => {
  const target = {
    seeds: () => [Buffer.from('one two three four')],
    split: (bytes: Buffer) =>
      bytes
        .toString()
        .split(/(?<= )/)
        .map((word) => Buffer.from(word)),
    tokens: [Buffer.from('five ')],
    fuzz(bytes: Buffer) {
      if (bytes.includes('five')) throw new Error(`five among ${bytes.length} bytes`);
    },
  };
  const { findings } = await fuzzTarget({ target, seed: 1, goesOn: (executions) => executions < 200 });
  expect(findings).toEqual([{ bytes: Buffer.from('five'), error: expect.any(Error) }]);
});
