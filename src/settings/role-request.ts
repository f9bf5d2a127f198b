import { type Answer, readAnswer } from '../client/answer.js';
import { createTransport } from '../client/transport.js';
import type { HeaderList } from '../protocol/wire.js';
import type { Network } from './network.js';

/** What a provider of @alicloud/credentials asks; its times are milliseconds. */
export interface RoleRequest {
  method: string;
  headers: Readonly<Record<string, string | undefined>>;
  bodyForm?: Readonly<Record<string, string>> | undefined;
  readTimeout: number;
  connectTimeout: number;
  toRequestURL(): string;
}

interface RoleAnswer {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** The library would ask without the proxy and the certificates that everything else goes by. */
export async function askForRole(request: RoleRequest, network: Network): Promise<RoleAnswer> {
  const transport = createTransport({
    ...network,
    connectTimeoutSeconds: request.connectTimeout / 1000,
    readTimeoutSeconds: request.readTimeout / 1000,
  });
  try {
    const url = new URL(request.toRequestURL());
    const form = new URLSearchParams(request.bodyForm).toString();
    const sent = await transport({
      method: request.method,
      origin: url.origin,
      target: url.pathname + url.search,
      headers: Object.entries(request.headers).filter(
        (header): header is HeaderList[number] => header[1] !== undefined,
      ),
      body: form === '' ? null : form,
    });
    return roleAnswer(await readAnswer(sent));
  } finally {
    await transport.close();
  }
}

function roleAnswer({ status, headers, text }: Answer): RoleAnswer {
  return { statusCode: status, headers: Object.fromEntries(headers), body: Buffer.from(text) };
}
