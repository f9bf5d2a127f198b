import type { TransportSettings } from '../client/transport.js';
import { defaults, type GivenOptions, option, type Surroundings } from './sources.js';

/** How the network is reached. */
export interface Network extends TransportSettings {
  connectTimeoutSeconds: number;
  readTimeoutSeconds: number;
  proxy: string | null;
  noProxy: string | null;
  ca: string | null;
}

type Around = Pick<Surroundings, 'env' | 'homeDir' | 'cwd'>;

/** Options and the variables that every tool knows. Throws ConfigurationError for certificates that cannot be read. */
export async function networkOf(around: Around, given: GivenOptions): Promise<Network> {
  // Not what is left of it: to look at its streams is to open them.
  const { env } = around;
  // Left out where nothing is to be read: that takes time.
  const caBundle = option(given, 'caBundle');
  const certificates = caBundle === null ? null : await import('./certificates.js');
  return {
    connectTimeoutSeconds: given.connectTimeout ?? defaults.connectTimeoutSeconds,
    readTimeoutSeconds: given.readTimeout ?? defaults.readTimeoutSeconds,
    proxy: option(given, 'proxy') || env.HTTPS_PROXY?.trim() || env.https_proxy?.trim() || null,
    noProxy: env.NO_PROXY || env.no_proxy || null,
    ca: (await certificates?.readCertificates(caBundle ?? '', around)) ?? null,
  };
}
