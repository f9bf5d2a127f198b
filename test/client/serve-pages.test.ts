import { expect, onTestFinished, test } from 'vitest';
import { type Page, servePages } from '../../src/client/serve-pages.js';

test('a page that fails is answered with 500, and the others go on', async () => {
  const { origin, close } = await servePages(
    { host: '127.0.0.1', port: 0 },
    new Map<string, () => Page | Promise<Page>>([
      [
        '/broken',
        () => {
          throw new TypeError('secret');
        },
      ],
      ['/late', () => Promise.reject(new TypeError('secret'))],
      ['/healthz', () => ({ status: 200, contentType: 'text/plain', text: 'ok\n' })],
    ]),
  );
  onTestFinished(close);
  const ask = async (path: string, method = 'GET') => {
    const response = await fetch(origin + path, { method });
    return [response.status, await response.text()];
  };
  expect([await ask('/broken'), await ask('/late'), await ask('/healthz?now')]).toEqual([
    [500, 'This page could not be made.\n'],
    [500, 'This page could not be made.\n'],
    [200, 'ok\n'],
  ]);
  expect([await ask('/none'), await ask('/healthz', 'POST')]).toEqual([
    [404, 'There is /broken, /late, /healthz.\n'],
    [405, ''],
  ]);
});
