import { hash } from 'node:crypto';
import type { Credentials, HttpRequest, SignatureVersion } from '../protocol/wire.js';
import type { Location } from './endpoint.js';
import type { EncodedRequest, Operation } from './operations/operation.js';
import { encodePath, encodeQuery } from './sign/encoding.js';
import { signRequest } from './sign/request.js';
import { formatXml } from './xml-document.js';

/** A request ready to be sent, and what its signature was computed from. */
export interface PreparedRequest {
  /** As in the OSS documentation: `PutLiveChannel`. */
  operation: string;
  /** The whole request. Its headers hold the signature and, with temporary credentials, the token. */
  request: HttpRequest;
  /** V4 only. */
  canonicalRequest: string | null;
  /** What the signature is of. */
  stringToSign: string;
}

export interface Signing {
  location: Location;
  credentials: Credentials;
  signTime: Date;
  signatureVersion: SignatureVersion;
}

/** Throws UsageError when the input is wrong in itself. */
export function prepareRequest<Input>(
  { name, wire, encode }: Operation<string, Input, unknown>,
  input: Input,
  { location, credentials, signTime, signatureVersion }: Signing,
): PreparedRequest {
  const encoded = encode(input);
  const { channelName, playlistName } = encoded;
  const key = encoded.key ?? [channelName, playlistName].filter((part) => part !== undefined).join('/');
  const query = { ...wire.query, ...encoded.query };
  const body = bodyText(encoded);
  const isXml = typeof encoded.body === 'object';
  const signed = signRequest(
    {
      method: wire.method,
      bucket: location.bucket,
      key: key === '' ? null : key,
      query,
      headers: {
        ...(isXml ? { 'Content-Type': 'application/xml' } : {}),
        ...(encoded.isDigested && body !== null ? { 'Content-MD5': md5(body) } : {}),
        ...encoded.headers,
      },
    },
    { credentials, region: location.signRegion, signTime, signatureVersion },
  );
  return {
    operation: name,
    request: {
      method: wire.method,
      origin: location.origin,
      target: `${location.basePath}${encodePath(key)}${Object.keys(query).length > 0 ? `?${encodeQuery(query)}` : ''}`,
      headers: [
        ['Host', location.origin.replace(/^https?:\/\//, '')],
        ...Object.entries(signed.headers),
        ['Authorization', signed.authorization],
      ],
      body,
    },
    canonicalRequest: signed.canonicalRequest ?? null,
    stringToSign: signed.stringToSign,
  };
}

function md5(text: string): string {
  return hash('md5', text, 'base64');
}

function bodyText({ body }: EncodedRequest): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : formatXml(body);
}
