// What a process of media says, said in the language of the terminal: the built program.
import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { said, speak } from '../../src/cli/say.js';
import { WorkerProcess } from '../../src/relay/workers/worker-process.js';
import { PROGRAM } from '../helpers/program.js';

test('an error that another process has made is Chinese where the terminal is', async () => {
  speak('zh');
  onTestFinished(() => speak('en'));
  const [command, ...words] = PROGRAM;
  const child = spawn(command, [...words, '__relay-worker'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const started = {
    ...{ pid: child.pid ?? null, input: child.stdin, output: child.stdout },
    ended: new Promise<string>((resolve) => {
      child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    }),
    kill: () => child.kill('SIGKILL'),
  };
  const setup = {
    ...{ endpoint: 'http://127.0.0.1:9', bucket: 'examplebucket', region: 'cn-hangzhou', addressing: null },
    ...{ signatureVersion: null, credentials: { accessKeyId: 'id', accessKeySecret: 'secret' }, network: {} },
    ...{ retryAttempts: 0, ledger: null, ffmpeg: null, env: null, platform: null, cwd: null },
    credentialsExpireAt: null,
  };
  const worker = new WorkerProcess(started, { do: 'begin', setup }, () =>
    Promise.reject(new Error('nobody asks for them')),
  );
  onTestFinished(() => worker.end());
  const events = worker.push(
    { inputs: ['nothere.flv'], channelNames: ['test-channel'] },
    AbortSignal.timeout(60_000),
  );
  const wrong = { code: 'Usage', message: 'There is no file nothere.flv.' };
  expect((await events.next()).value).toMatchObject({ event: 'ended', error: wrong });
  await expect(events.next()).rejects.toMatchObject(wrong);
  expect(said('There is no file nothere.flv.')).toBe('文件 nothere.flv 不存在。');
});
