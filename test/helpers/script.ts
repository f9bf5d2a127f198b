import type { HttpRequest, HttpResponse, Transport } from '../../src/protocol/wire.js';

/** What the server of a test is asked, as `METHOD target`, and what it answers. */
export interface Exchange {
  request: string;
  /** The body that has to be sent; not compared when absent. */
  sends?: string;
  answer: Partial<HttpResponse> | Error;
}

export interface Script {
  transport: Transport;
  /** Throws unless every exchange took place. */
  finish(): void;
}

/** A server that knows its part: requests in the order of the script, and nothing else. */
export function scripted(exchanges: readonly Exchange[]): Script {
  const left = [...exchanges];
  const unexpected: string[] = [];
  return {
    transport: async (request) => {
      const line = `${request.method} ${request.target}`;
      const next = left.shift();
      if (next?.request !== line || (next.sends !== undefined && next.sends !== request.body)) {
        const wanted = next === undefined ? 'nothing more' : `${next.request}\n${next.sends ?? ''}`;
        unexpected.push(`got ${line}\n${bodyText(request)}\nwanted ${wanted}`);
        throw new Error('not in the script');
      }
      if (next.answer instanceof Error) throw next.answer;
      return { status: 200, headers: [['x-oss-request-id', REQUEST_ID]], body: null, ...next.answer };
    },
    finish() {
      const problems = [...unexpected, ...left.map(({ request }) => `never asked: ${request}`)];
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

export const REQUEST_ID = '65E6B2F0A1B2C3D4E5F60718';

/** An error document as the service writes it. */
export function refusal(status: number, code: string, ec: string, message: string): Partial<HttpResponse> {
  return {
    status,
    headers: [
      ['x-oss-request-id', REQUEST_ID],
      ['x-oss-ec', ec],
    ],
    body: `<?xml version="1.0" encoding="UTF-8"?>
<Error>
  <Code>${code}</Code>
  <Message>${message}</Message>
  <RequestId>${REQUEST_ID}</RequestId>
  <HostId>examplebucket.oss-cn-hangzhou.aliyuncs.com</HostId>
  <EC>${ec}</EC>
</Error>
`,
  };
}

function bodyText({ body }: HttpRequest): string {
  return body === null ? '' : String(body);
}
