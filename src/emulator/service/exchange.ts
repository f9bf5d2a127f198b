import type { HttpResponse } from '../../protocol/wire.js';
import { answerControl, isControl } from '../control/api.js';
import type { Control } from '../control/control.js';
import type { Faults } from '../control/faults.js';
import { aboutRequest, withFaults } from '../control/http-faults.js';
import type { Journal } from '../control/journal.js';
import type { InProgress } from '../http/in-progress.js';
import type { IncomingRequest } from '../http/message.js';
import type { Backend } from './backend.js';
import { createHttpHandler, type Handle, type HandlerOptions } from './handler.js';
import type { Refusal } from './refusals.js';

declare const __VERSION__: string;

export const VERSION = __VERSION__;

export interface ExchangeOptions {
  backend: Backend;
  bucketNames: readonly string[];
  journal: Journal;
  faults: Faults;
  control: Control;
  inProgress: InProgress;
  health: HandlerOptions['health'];
}

export function isHealth({ target }: IncomingRequest): boolean {
  return /^\/_health(?:\?|$)/.test(target);
}

/** One HTTP exchange: the control interface and health as they are, everything else with the faults it is to have. */
export function createExchange({
  backend,
  bucketNames,
  journal,
  faults,
  control,
  inProgress,
  health,
}: ExchangeOptions): Handle {
  const options: HandlerOptions = {
    version: VERSION,
    health,
    onError: (error) => journal.add('error', { error: String(error) }),
    onRefusal: (refusal, request, requestId) => journal.add('refused', refused(refusal, request, requestId)),
  };
  const carryOut = createHttpHandler(backend, options);

  /** The rest of the emulator keeps the right time. */
  function skewed(skewMs: number): Handle {
    return createHttpHandler({ ...backend, now: () => new Date(backend.now().getTime() + skewMs) }, options);
  }

  return async (request): Promise<HttpResponse> => {
    if (isControl(request)) return answerControl(request, control);
    if (isHealth(request)) return carryOut(request);
    const about = aboutRequest(request, bucketNames);
    const skewMs = faults.hit('clock', about)?.effect.skewMs ?? 0;
    const handle = skewMs === 0 ? carryOut : skewed(skewMs);
    return withFaults(request, about, faults, () => inProgress.run(request, handle));
  };
}

function refused({ row, extra }: Refusal, request: IncomingRequest, requestId: string) {
  const { status, code, ec, message } = row;
  const stringToSign = extra.find(([name]) => name === 'StringToSign')?.[1] ?? null;
  const { method, target } = request;
  return { method, target, status, code, ec, message, requestId, stringToSign };
}
