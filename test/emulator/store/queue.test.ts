import { expect, test } from 'vitest';
import { createQueues } from '../../../src/emulator/store/queue.js';

test('tasks of a name run one after the other, those of others meanwhile, and nothing stays of them', async () => {
  const queues = createQueues();
  const done: string[] = [];
  const task = (text: string, turns: number) => async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) await null;
    done.push(text);
  };
  const cam = queues.of('cam');
  const all = [
    cam.run(task('cam 1', 50)),
    cam.run(() => Promise.reject(new Error('cam 2'))).catch(({ message }: Error) => done.push(message)),
    queues.of('cam').run(task('cam 3', 1)),
    queues.of('other').run(task('other', 1)),
  ];
  expect(queues.size).toBe(2);
  await queues.idle();
  await Promise.all(all);
  expect(done).toEqual(['other', 'cam 1', 'cam 2', 'cam 3']);
  expect(queues.size).toBe(0);
  await cam.run(task('cam 4', 1));
  expect([done.at(-1), queues.size]).toEqual(['cam 4', 0]);
});

test('of a million names nothing is kept', async () => {
  const queues = createQueues();
  for (let index = 0; index < 1_000_000; index++) await queues.of(`name-${index}`).run(async () => index);
  expect(queues.size).toBe(0);
});
