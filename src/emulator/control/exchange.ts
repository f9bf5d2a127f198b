import type { HttpResponse } from '../../protocol/wire.js';
import type { InProgress } from '../http/in-progress.js';
import type { Handle, IncomingRequest } from '../http/message.js';
import type { Backend } from '../service/backend.js';
import { type Answering, createHttpHandler, type HandlerOptions, isHealth } from '../service/handler.js';
import { readRequest } from '../service/reading.js';
import type { Refusal } from '../service/refusals.js';
import { answerControl, controlRefusal, isControl } from './api.js';
import type { Control } from './control.js';
import type { Faults } from './faults.js';
import { aboutRequest, withFaults } from './http-faults.js';
import type { Journal } from './journal.js';

declare const __VERSION__: string;

export const VERSION = __VERSION__;

export interface ExchangeOptions {
  backend: Backend;
  journal: Journal;
  faults: Faults;
  control: Control;
  controlToken: string | null;
  inProgress: InProgress;
  health(): { status: string };
  /** Told only to whom the control interface would answer: it names the user of this machine. */
  dataDir: string;
}

/** One HTTP exchange: the control interface and health as they are, everything else with the faults it is to have. */
export function createExchange({
  backend,
  journal,
  faults,
  control,
  controlToken,
  inProgress,
  health,
  dataDir,
}: ExchangeOptions): Handle {
  const options: HandlerOptions = {
    version: VERSION,
    health: (request) => ({
      ...health(),
      ...(controlRefusal(request, controlToken) === null ? { dataDir } : {}),
    }),
    onError: (error) => journal.add('error', { error: String(error) }),
    onRefusal: (refusal, request, requestId) => journal.add('refused', refused(refusal, request, requestId)),
  };
  const carryOut = createHttpHandler(backend, options);

  /** The rest of the emulator keeps the right time. */
  function skewed(skewMs: number): Answering {
    return createHttpHandler({ ...backend, now: () => new Date(backend.now().getTime() + skewMs) }, options);
  }

  return async (request): Promise<HttpResponse> => {
    if (isControl(request)) return answerControl(request, control, controlToken);
    if (isHealth(request)) return carryOut(request);
    const reading = readRequest(
      request,
      backend.buckets().map(({ name }) => name),
    );
    const skewMs = faults.hit('clock', aboutRequest(reading))?.effect.skewMs ?? 0;
    const answering = skewMs === 0 ? carryOut : skewed(skewMs);
    return withFaults(request, reading, { faults, now: backend.now }, () =>
      inProgress.run(request, (running) => answering(running, reading)),
    );
  };
}

function refused({ row, extra }: Refusal, request: IncomingRequest, requestId: string) {
  const { status, code, ec, message } = row;
  const stringToSign = extra.find(([name]) => name === 'StringToSign')?.[1] ?? null;
  const { method, target } = request;
  return { method, target, status, code, ec, message, requestId, stringToSign };
}
