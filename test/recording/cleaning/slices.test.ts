import { expect, test } from 'vitest';
import { type Slice, Slices } from '../../../src/recording/cleaning/slices.js';
import { seededRandom } from '../../helpers/random.js';

const DAY_MS = 86_400_000;
const random = seededRandom(7);

test.each([
  ['the oldest request', () => 0],
  ['the newest request', (length: number) => length - 1],
  ['any request', (length: number) => Math.floor(random() * length)],
])('readers that find nothing come to an end before the first page does, %s answered first', (_, next) => {
  const slices = new Slices();
  slices.first.atMs = DAY_MS;

  const reading: Slice[] = [];
  let taken = 0;
  do {
    for (let slice = slices.next(1000 * DAY_MS); slice !== null; slice = slices.next(1000 * DAY_MS)) {
      reading.push(slice);
      taken++;
      if (reading.length === 7) break;
    }
    for (const slice of reading.splice(next(reading.length), 1)) slices.done(slice);
  } while (reading.length > 0 && taken < 1000);

  expect(taken).toBeLessThan(300);
  const bounds = slices.all.map(({ fromMs, toMs }) => [fromMs, toMs]);
  expect(bounds.map(([from]) => from)).toEqual([null, ...bounds.slice(0, -1).map(([, to]) => to)]);
  expect(bounds.at(-1)).toEqual([expect.any(Number), null]);
});
