import type { Addressing, Credentials, SignatureVersion } from '../protocol/wire.js';

/** Everything the client and the signers need, found in options, variables, profiles and files. */
export interface Settings {
  endpoint: string;
  bucket: string;
  region: string | null;
  credentials: Credentials;
  /** For people: where the credentials came from, e.g. `profile local`, `OSS_ACCESS_KEY_ID`. */
  credentialsSource: string;
  signatureVersion: SignatureVersion;
  addressing: Addressing | null;
  connectTimeoutSeconds: number;
  readTimeoutSeconds: number;
  retryAttempts: number;
}
