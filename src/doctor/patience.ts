import { setMaxListeners } from 'node:events';
import { CLIENT_LIMITS } from '../client/limits.js';
import { english } from '../english.js';
import { NetworkError } from '../errors.js';

/** How long the whole look takes at most; who asks for it may end it before. */
export interface Patience {
  signal: AbortSignal;
  /** The answer, or a NetworkError when the time is over. */
  within<Value>(what: string, answer: Promise<Value>): Promise<Value>;
}

export function createPatience(outer: AbortSignal): Patience {
  const seconds = CLIENT_LIMITS.doctorProbe.value / 1000;
  const over = AbortSignal.timeout(CLIENT_LIMITS.doctorProbe.value);
  const signal = AbortSignal.any([outer, over]);
  // Each request on its way listens, and Node takes more than ten for a leak.
  setMaxListeners(0, signal, outer);
  const tooLate = (what: string) =>
    new NetworkError('ReadTimeout', english`${what} did not answer within ${seconds}s.`, {
      hint: english`Check the network; a firewall may drop what is sent.`,
    });
  return {
    signal,
    async within(what, answer) {
      let onAbort = () => {};
      const ended = new Promise<never>((_, reject) => {
        onAbort = () => reject(outer.aborted ? outer.reason : tooLate(what));
        if (signal.aborted) onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
      });
      try {
        return await Promise.race([answer, ended]);
      } catch (error) {
        // Whatever was aborted, it was the time.
        throw over.aborted && !outer.aborted ? tooLate(what) : error;
      } finally {
        signal.removeEventListener('abort', onAbort);
        answer.catch(() => undefined);
      }
    },
  };
}
