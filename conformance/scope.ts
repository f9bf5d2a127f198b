import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient, presignUrl, ServiceError, signRtmpUrl } from '../src/index.js';
import type { Credentials, HttpResponse, Query, Transport } from '../src/protocol/wire.js';
import type { Evidence } from './evidence.js';
import type { Media } from './media.js';
import { Push } from './push.js';

/** The bucket that is asked, and how patiently. */
export interface Target {
  endpoint: string;
  region: string;
  bucket: string;
  credentials: Credentials;
  transport: Transport;
  /** The service's clock, as far as it is known. */
  now(): Date;
  /** Where publishers connect, when it is not where their URL says. */
  rtmp?: { host: string; port: number };
  /** Before the name of every channel and object. */
  prefix: string;
  media: Media;
  /** How many times faster than real time media is sent, where time does not matter. */
  speed: number;
  /** How long something may take to be seen. */
  patienceMs: number;
  signal: AbortSignal;
}

/** What one probe works with: names of its own, and a record of all that was said. */
export class Scope {
  readonly client: Client;
  readonly #pushes: Push[] = [];
  #channels = 0;

  constructor(
    readonly target: Target,
    readonly row: string,
    readonly evidence: Evidence,
  ) {
    const { endpoint, region, bucket, credentials, now } = target;
    this.client = createClient({
      endpoint,
      region,
      bucket,
      credentials,
      now,
      transport: evidence.recorded(target.transport),
    });
  }

  get media(): Media {
    return this.target.media;
  }

  /** A name that nobody else has. */
  name(): string {
    this.#channels++;
    return `${this.target.prefix}${this.row}-${this.#channels}`;
  }

  /** A channel with segments of a second. */
  async channel(settings: { status?: 'enabled' | 'disabled'; fragCount?: number } = {}): Promise<string> {
    const { status = 'enabled', fragCount = 10 } = settings;
    const channelName = this.name();
    await this.client.putLiveChannel({ channelName, status, target: { fragDuration: 1, fragCount } });
    return channelName;
  }

  /** A request that the client would not send. */
  async raw(request: {
    method: string;
    key: string;
    query?: Query;
    body?: string;
    secret?: string;
  }): Promise<Raw> {
    const { endpoint, region, bucket, credentials, transport } = this.target;
    const { method, key, query = {}, body = null, secret = credentials.accessKeySecret } = request;
    const signer = { endpoint, region, credentials: { ...credentials, accessKeySecret: secret } };
    const signTime = this.target.now();
    const { url } = presignUrl({ method, bucket, key, query }, { ...signer, signTime, expiresSeconds: 300 });
    const { origin } = new URL(url);
    const send = this.evidence.recorded(transport);
    const response = await send({ method, origin, target: url.slice(origin.length), headers: [], body });
    const text = textOf(response);
    return { status: response.status, text, code: element(text, 'Code'), ec: element(text, 'EC') };
  }

  /** A publish URL that is good for ten minutes. */
  publishUrl(channelName: string, wrong: { expiresSeconds?: number; secret?: string } = {}): string {
    const { endpoint, bucket, credentials } = this.target;
    const { expiresSeconds = 600, secret = credentials.accessKeySecret } = wrong;
    const expires = Math.floor(this.target.now().getTime() / 1000) + expiresSeconds;
    const key = { ...credentials, accessKeySecret: secret };
    return signRtmpUrl({ endpoint, bucket, channelName, expires, credentials: key }).url;
  }

  /** A publisher that is connected and has asked to publish; whether it may is in what it heard. */
  async push(
    channelName: string,
    how: Parameters<typeof Push.open>[1] & { url?: string } = {},
  ): Promise<Push> {
    const url = how.url ?? this.publishUrl(channelName);
    const { rtmp, signal, speed } = this.target;
    const push = await Push.open(url, {
      rtmp,
      signal,
      speed,
      ...how,
      note: (line) => this.evidence.add(line),
    });
    this.#pushes.push(push);
    return push;
  }

  /** Sends media as a push of its own, and waits until its segments are listed. */
  async record(channelName: string, tags: Parameters<Push['play']>[0]): Promise<void> {
    const push = await this.push(channelName);
    await push.play(tags);
    await push.finish();
    await this.until(
      () => this.client.getLiveChannelStat({ channelName }),
      ({ status }) => status === 'Idle',
    );
  }

  /** The keys of the segments, in the order of their times. */
  async segments(channelName: string): Promise<string[]> {
    const { objects } = await this.client.listObjects({ prefix: `${channelName}/` });
    return objects.map(({ key }) => key).filter((key) => key.endsWith('.ts'));
  }

  async object(key: string): Promise<Buffer> {
    const { body } = await this.client.getObject({ key });
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts);
  }

  /** The live playlist; empty while there is none. */
  async playlist(channelName: string): Promise<string> {
    try {
      return (await this.object(`${channelName}/playlist.m3u8`)).toString();
    } catch (error) {
      if (error instanceof ServiceError && error.httpStatus === 404) return '';
      throw error;
    }
  }

  /** The first answer that satisfies; the last one when none does. */
  async until<Answer>(ask: () => Promise<Answer>, isEnough: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = performance.now() + this.target.patienceMs;
    for (;;) {
      const answer = await ask();
      if (isEnough(answer) || performance.now() > deadline) return answer;
      await this.wait(Math.min(500, this.target.patienceMs / 20));
    }
  }

  async wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.target.signal });
  }

  /** Ends what still runs. */
  close(): void {
    for (const push of this.#pushes) push.drop();
  }
}

export interface Raw {
  status: number;
  text: string;
  code: string | null;
  ec: string | null;
}

function element(text: string, name: string): string | null {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? null;
}

/** Recorded ones are whole. */
function textOf({ body }: HttpResponse): string {
  return Buffer.from(body as Uint8Array).toString();
}
