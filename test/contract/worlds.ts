import {
  type Client,
  type ClientOptions,
  type Credentials,
  createClient,
  createEmulator,
  resolveEndpoint,
} from '../../src/index.js';
import { temporaryFolder } from '../helpers/store.js';

/** A bucket that live channels can be made in, wherever it is. */
export interface ContractWorld {
  client: Client;
  bucket: string;
  /** As the signers take it. */
  endpoint: string;
  region: string;
  credentials: Credentials;
  /** The same client with something else in it: another key, region or bucket. */
  clientWith(options: Partial<ClientOptions>): Client;
  close(): Promise<void>;
}

export interface NamedWorld {
  name: string;
  open(): Promise<ContractWorld>;
}

const CREDENTIALS = {
  accessKeyId: 'LTAI5tExampleKeyId0001',
  accessKeySecret: 'ExampleSecretKey0123456789abcd',
};

/** The emulator, always; a real bucket when the environment asks for one. */
export function worldsOf(env: Readonly<Record<string, string | undefined>>): NamedWorld[] {
  const bucket = env.OSS_LIVE_TEST_TARGET === 'real' ? env.OSS_LIVE_TEST_BUCKET : undefined;
  return [
    { name: 'the emulator, asked in process', open: () => openEmulator({ overHttp: false }) },
    { name: 'the emulator, asked over its port', open: () => openEmulator({ overHttp: true }) },
    ...(bucket ? [{ name: `the real bucket ${bucket}`, open: () => openBucket(bucket, env) }] : []),
  ];
}

/** It listens in both cases: that is how ffmpeg reaches it. */
async function openEmulator({ overHttp }: { overHttp: boolean }): Promise<ContractWorld> {
  const emulator = createEmulator({ dataDir: temporaryFolder(), credentials: [CREDENTIALS] });
  const { url } = await emulator.listen();
  const settings = { endpoint: url, region: 'cn-hangzhou', bucket: 'local', credentials: CREDENTIALS };
  const transport = overHttp ? null : emulator.handle;
  return { ...withClients({ ...settings, transport }), close: () => emulator.close() };
}

async function openBucket(
  bucket: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ContractWorld> {
  const required = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`OSS_LIVE_TEST_TARGET=real needs ${name}`);
    return value;
  };
  const region = required('OSS_REGION');
  const { baseUrl } = resolveEndpoint({ endpoint: env.OSS_ENDPOINT ?? null, region });
  const credentials = {
    accessKeyId: required('OSS_ACCESS_KEY_ID'),
    accessKeySecret: required('OSS_ACCESS_KEY_SECRET'),
    securityToken: env.OSS_SESSION_TOKEN ?? null,
  };
  const settings = { endpoint: baseUrl, region, bucket, credentials };
  return { ...withClients(settings), close: async () => undefined };
}

type Settings = Pick<ContractWorld, 'endpoint' | 'region' | 'bucket' | 'credentials'> &
  Pick<ClientOptions, 'transport'>;

function withClients({ transport, ...settings }: Settings): Omit<ContractWorld, 'close'> {
  const clientWith = (options: Partial<ClientOptions>): Client =>
    createClient({ ...settings, transport, ...options });
  return { ...settings, client: clientWith({}), clientWith };
}
