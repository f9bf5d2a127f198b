import { headerOf } from '../client/answer.js';
import type { Location } from '../client/endpoint.js';
import { english } from '../english.js';
import { OssLiveError, UnreadableAnswerError } from '../errors.js';
import type { Transport } from '../protocol/wire.js';
import { type Finding, failedBy, ok } from './finding.js';
import type { Patience } from './patience.js';

interface Asking {
  transport: Transport;
  now(): Date;
  patience: Patience;
}

/** Whether what answers is OSS, and by how much this clock is ahead of its own. Unsigned: a refusal says as much. */
export async function askPlainly(
  { origin, basePath }: Pick<Location, 'origin' | 'basePath'>,
  { transport, now, patience }: Asking,
): Promise<{ finding: Finding; aheadSeconds: number | null }> {
  const host = origin.replace(/^https?:\/\//, '');
  const asked = now().getTime();
  const request = {
    method: 'HEAD',
    origin,
    target: basePath,
    headers: [['Host', host]] as [string, string][],
    body: null,
  };
  try {
    const { status, headers } = await patience.within(host, transport(request, { signal: patience.signal }));
    const requestId = headerOf(headers, 'x-oss-request-id');
    if (status >= 500 || requestId === null) {
      const message =
        status >= 500 ? english`${host} answers ${status}` : english`What answers at ${host} is not OSS`;
      throw new UnreadableAnswerError(message, {
        ...{ httpStatus: status, requestId },
        hint:
          status >= 500
            ? english`Try again in a moment.`
            : english`Is the endpoint an OSS endpoint? A proxy or a login page may have answered.`,
      });
    }
    const date = Date.parse(headerOf(headers, 'date') ?? '');
    // The middle of the exchange, and of the second that the date is cut to.
    const here = (asked + now().getTime()) / 2 - 500;
    return {
      finding: ok('http', english`${host} answers as OSS does`),
      aheadSeconds: Number.isNaN(date) ? null : (here - date) / 1000,
    };
  } catch (error) {
    if (!(error instanceof OssLiveError) || error.kind === 'interrupted') throw error;
    return { finding: failedBy('http', error), aheadSeconds: null };
  }
}
