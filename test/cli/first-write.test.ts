import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { firstWithoutStream } from '../../src/cli/first-write.js';
import { temporaryFolder } from '../helpers/store.js';

/** What reached the stream of an output, and which errors came before there was one. */
function outputOn(descriptor: number) {
  const streamed: string[] = [];
  const errors: (string | undefined)[] = [];
  const sink = firstWithoutStream(descriptor, {
    open: () => ({ write: (content) => streamed.push(content.toString()) > 0 }),
    onError: ({ code }) => errors.push(code),
  });
  return { sink, streamed, errors };
}

function opened(path: string, flags: number): number {
  const descriptor = openSync(path, flags);
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

describe.runIf(process.platform !== 'win32')('what is written first', () => {
  const { O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY } = constants;

  function pipe(): string {
    const path = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  }

  test('goes into a file without a stream, and what comes after it through one', () => {
    const path = join(temporaryFolder(), 'file');
    const { sink, streamed, errors } = outputOn(opened(path, O_CREAT | O_WRONLY));
    expect([sink?.write('播放地址\n'), sink?.write('second\n'), sink?.write(Buffer.from('third\n'))]).toEqual(
      [...[true, true, true]],
    );
    expect([readFileSync(path, 'utf8'), streamed, errors]).toEqual([
      '播放地址\n',
      ['second\n', 'third\n'],
      [],
    ]);
  });

  test('goes through a stream when it is long', () => {
    const path = join(temporaryFolder(), 'file');
    const { sink, streamed } = outputOn(opened(path, O_CREAT | O_WRONLY));
    sink?.write('x'.repeat(4097));
    expect([readFileSync(path, 'utf8'), streamed]).toEqual(['', ['x'.repeat(4097)]]);
  });

  test('goes through a stream when a pipe is full, which waits for it', () => {
    const descriptor = opened(pipe(), O_RDWR | O_NONBLOCK);
    expect(() => {
      for (;;) writeSync(descriptor, 'x'.repeat(4096));
    }).toThrow('EAGAIN');
    const { sink, streamed, errors } = outputOn(descriptor);
    sink?.write('a line\n');
    expect([streamed, errors]).toEqual([['a line\n'], []]);
  });

  test('is an error when nobody reads the pipe any more', () => {
    const path = pipe();
    const reader = openSync(path, O_RDONLY | O_NONBLOCK);
    const descriptor = opened(path, O_WRONLY);
    closeSync(reader);
    const { sink, streamed, errors } = outputOn(descriptor);
    sink?.write('a line\n');
    expect([streamed, errors]).toEqual([[], ['EPIPE']]);
  });

  test('has no such way to what may be a terminal', () => {
    expect(outputOn(opened('/dev/null', O_WRONLY)).sink).toBe(null);
  });
});
