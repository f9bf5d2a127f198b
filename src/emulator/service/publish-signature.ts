import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Parameters } from './publish-route.js';

const UNSIGNED = ['OSSAccessKeyId', 'Expires', 'Signature', 'SecurityToken'];

/**
 * The texts that a signature may stand for (OSS documentation, "RTMP ingest URLs and signatures"). With a token
 * there are two: the Python and Java SDKs sign `security-token`, the Go and C# SDKs only append it.
 */
export function stringsToSign(parameters: Parameters, bucketName: string, channelName: string): string[] {
  const signed = [...parameters]
    .filter(([name]) => !UNSIGNED.includes(name))
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const withoutToken = signed.filter(([name]) => name !== 'security-token');
  const forms = withoutToken.length < signed.length ? [signed, withoutToken] : [signed];
  return forms.map((form) =>
    [
      parameters.get('Expires') ?? '',
      ...form.map(([name, value]) => `${name}:${value}`),
      `/${bucketName}/${channelName}`,
    ].join('\n'),
  );
}

export function signatureMatches(accessKeySecret: string, stringToSign: string, signature: string): boolean {
  return equalInConstantTime(
    createHmac('sha1', accessKeySecret).update(stringToSign).digest('base64'),
    signature,
  );
}

export function equalInConstantTime(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
