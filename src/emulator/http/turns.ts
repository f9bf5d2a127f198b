import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMULATOR_LIMITS } from '../limits.js';

/** How many requests of one connection may wait for their turn before no more are read from it. */
const MOST_WAITING = EMULATOR_LIMITS.pipelined.value;

/** Carries out the requests of each connection one after the other: a client may send the next before it has its answer. */
export function createTurns(): (socket: Socket, carryOut: () => Promise<void>) => void {
  const lines = new WeakMap<Socket, Line>();
  return (socket, carryOut) => {
    const line = lines.get(socket) ?? new Line(socket);
    lines.set(socket, line);
    line.add(carryOut);
  };
}

class Line {
  readonly #socket: Socket;
  readonly #resume: () => Socket;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isHeld = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#resume = socket.resume.bind(socket);
    // Node resumes for the body of a request; of one that others wait behind, it has come already.
    socket.resume = () => (this.#isHeld ? socket : this.#resume());
  }

  add(carryOut: () => Promise<void>): void {
    const isFirst = this.#waiting === 0;
    this.#waiting++;
    if (this.#waiting >= MOST_WAITING) this.#hold();
    const before = this.#last;
    this.#last = this.#inTurn(before, isFirst, carryOut);
  }

  async #inTurn(before: Promise<void>, isFirst: boolean, carryOut: () => Promise<void>): Promise<void> {
    await before;
    // Thousands that were read at once must not keep everybody else waiting.
    if (!isFirst) await nextTurn();
    try {
      // Nobody is there for the answer.
      if (!this.#socket.destroyed) await carryOut();
    } finally {
      this.#waiting--;
      if (this.#waiting < MOST_WAITING) this.#release();
    }
  }

  #hold(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    // As long as nobody else listens, Node's parser reads from the system itself, and pauses for nobody.
    if (this.#socket.listenerCount('data') < 2) this.#socket.on('data', () => {});
    this.#socket.pause();
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#resume();
  }
}
