// An STS, and what an ECS instance asks for its role: what @alicloud/credentials talks to, with one line of JSON for
// each request. Arguments: the address of the metadata (or none), the certificate and the key of STS, which metadata.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

const [metadata, cert, key, version = 'v2'] = process.argv.slice(2);
const SECRETS = { LTAIcli: 'cli-secret', 'STS.instance': 'instance-secret', 'STS.sso': 'sso-secret' };
const TOKENS = { 'STS.instance': 'instance-token', 'STS.sso': 'sso-token' };
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let issued = 0;

const sts = createTlsServer(
  { cert: readFileSync(cert), key: readFileSync(key) },
  async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url, 'https://sts');
    const all = { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(new URLSearchParams(body)) };
    const { Signature: signature, ...signed } = all;
    say({ asked: all.Action, role: all.RoleArn, session: all.RoleSessionName, seconds: all.DurationSeconds });
    if (
      all.Action === 'AssumeRoleWithOIDC' ? all.OIDCToken !== 'pod-token' : signature !== signatureOf(signed)
    )
      return answer(response, 400, { Code: 'SignatureDoesNotMatch', Message: 'wrong' });
    issued++;
    const soon = new Date(Date.now() + 10 * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
    answer(response, 200, {
      Credentials: {
        AccessKeyId: `STS.role${issued}`,
        AccessKeySecret: 'role-secret',
        SecurityToken: 'role-token',
        Expiration: soon,
      },
    });
  },
);

/** Alibaba Cloud, "Request signatures" of the RPC style. */
function signatureOf(parameters) {
  if ((parameters.SecurityToken ?? '') !== (TOKENS[parameters.AccessKeyId] ?? '')) return null;
  const encode = (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const pairs = Object.entries(parameters).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const text = `POST&%2F&${encode(pairs.sort().join('&'))}`;
  return createHmac('sha1', `${SECRETS[parameters.AccessKeyId]}&`).update(text).digest('base64');
}

function answer(response, status, document) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
}

const instance = createServer((request, response) => {
  const token = request.headers['x-aliyun-ecs-metadata-token'];
  say({ asked: `${request.method} ${request.url}`, ...(token === undefined ? {} : { token }) });
  if (request.method === 'PUT' && request.url === '/latest/api/token' && version === 'v2') {
    const seconds = Number(request.headers['x-aliyun-ecs-metadata-token-ttl-seconds']);
    return seconds > 0 ? response.end('metadata-token') : response.writeHead(400).end();
  }
  if (version === 'v2' && token !== 'metadata-token') return response.writeHead(403).end();
  const path = '/latest/meta-data/ram/security-credentials/';
  if (request.url === path) return response.end('live-role');
  if (request.url !== `${path}live-role`) return response.writeHead(404).end();
  answer(response, 200, {
    ...{ Code: 'Success', AccessKeyId: 'STS.instance', AccessKeySecret: 'instance-secret' },
    ...{ SecurityToken: 'instance-token', Expiration: '2999-01-01T00:00:00Z' },
  });
});

if (metadata !== 'none') await new Promise((resolve) => instance.listen(80, metadata, resolve));
sts.listen(0, '127.0.0.1', () => say({ port: sts.address().port }));
