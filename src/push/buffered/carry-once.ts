import { CLIENT_LIMITS } from '../../client/limits.js';
import { isoSeconds, timeIn } from '../../protocol/time.js';
import { createPublisher, Feed, type Publisher, splitUrl } from '../../publish/index.js';
import { signTargets } from '../command.js';
import { thousandths } from '../events.js';
import { type LiveWatch, watchLive } from '../live-watch.js';
import type { RecordedConnection } from '../on-air.js';
import { statOf } from '../targets.js';
import { beginningOf } from './beginning.js';
import { Blockage } from './blockage.js';
import type { Carriage } from './carriage.js';
import { checkEnd } from './check-end.js';
import { Stretch } from './stretch.js';

const TICK_MS = 500;
const CATCH_UP = CLIENT_LIMITS.catchUp.value;
/** What is left of the input when a push is interrupted. */
const LAST_WORDS_MS = 1000;

/** One connection to one channel; `other` when the rest of the stream needs another one. */
export async function carryOnce(carriage: Carriage, attempt: number): Promise<'end' | 'other'> {
  const { onAir, target } = carriage;
  const { emit, signal, client } = onAir;
  const { channelName } = target;
  const { urls, expires } = await signTargets(onAir, [target]);
  const [url = ''] = urls;
  const { host, port } = splitUrl(url);
  carriage.address = { host, port };
  emit({
    ...{ event: 'connecting', attempt, channels: [channelName], expires: isoSeconds(expires) },
    ...{ position: null, by: null, command: [] },
  });
  // The server cannot know that it is over, when nothing got through.
  carriage.ghost?.destroy('reset');
  carriage.ghost = null;
  let onDrain = (): void => undefined;
  // Once it is open it is ended in order.
  const opening = new AbortController();
  const publisher = createPublisher({ url, signal: opening.signal, onDrain: () => onDrain() });
  const abort = () => opening.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  await publisher.open().finally(() => signal.removeEventListener('abort', abort));
  const connection = new Connection(carriage, publisher);
  try {
    const [stat] = await Promise.all([
      statOf(client, channelName, AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)])).catch(() => null),
      carriage.arrival.look(signal),
    ]);
    signal.throwIfAborted();
    onDrain = () => connection.pump();
    return await connection.carry(stat?.status === 'Live' ? timeIn(stat.connectedTime ?? '') : null, attempt);
  } finally {
    await connection.leave();
  }
}

const LOOK_MS = CLIENT_LIMITS.storedLook.value;

/** A publisher that may send, until it may not, or has no more to send. */
class Connection {
  readonly #carriage: Carriage;
  readonly #publisher: Publisher;
  #feed: Feed | null = null;
  #watch: LiveWatch | null = null;
  #settle: (how: Outcome) => void = () => undefined;
  readonly #blockage: Blockage;
  #abortedAtMs: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #recorded: RecordedConnection | null = null;
  #countedBytes = 0;
  /** What the system held of it when it was last asked, while it took no more. */
  #unsentBytes = 0;
  #isGhost = false;

  constructor(carriage: Carriage, publisher: Publisher) {
    this.#carriage = carriage;
    this.#publisher = publisher;
    this.#blockage = new Blockage(carriage.onAir);
  }

  pump(): void {
    const { signal } = this.#carriage.onAir;
    this.#feed?.pump();
    this.#count();
    const isDone = this.#carriage.intake.isOver && this.#feed?.isAtEnd === true;
    if (isDone) this.#settle({ how: 'end' });
    else if (signal.aborted && this.#feed?.isAtEnd === true && this.#abortedAtMs === null)
      this.#abortedAtMs = performance.now();
  }

  async carry(connectedTime: Date | null, attempt: number): Promise<'end' | 'other'> {
    const carriage = this.#carriage;
    const { onAir, intake, arrival, target } = carriage;
    const { from, by, missedFromMs } = beginningOf(carriage);
    const before = arrival.stretch;
    const stretch = new Stretch(from.shownMs, before);
    stretch.connectedTime = connectedTime;
    arrival.begin(stretch, missedFromMs);
    const again = Math.max(0, (carriage.sentMs ?? from.startMs) - from.startMs) / 1000;
    carriage.sentAgainSeconds += again;
    if (attempt > 1 && carriage.lastSentAtMs !== null) {
      const gapSeconds = (performance.now() - carriage.lastSentAtMs) / 1000;
      carriage.gapSeconds += gapSeconds;
      onAir.emit({
        ...{ event: 'resumed', channelName: target.channelName, gapSeconds: thousandths(gapSeconds), by },
        ...{ position: thousandths(from.startMs / 1000), sentAgainSeconds: thousandths(again) },
      });
    }
    const settled = new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
    });
    const feed = new Feed({
      ...{ buffer: intake.buffer, publisher: this.#publisher, from, rate: CATCH_UP },
      onGop: (gop) => stretch.key(gop.shownMs),
      onMissed: (seconds) => arrival.missed(seconds),
      onOther: () => this.#settle({ how: 'other' }),
    });
    this.#feed = feed;
    this.#follow(stretch);
    void this.#publisher.ended.then((error) => error !== null && this.#settle({ how: 'failed', error }));
    carriage.onMore = () => this.pump();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.pump();
    const outcome = await settled;
    if (outcome.how === 'failed') {
      this.#isGhost = outcome.isGhost === true;
      throw outcome.error;
    }
    const isLeft = await this.#publisher.close();
    if (outcome.how === 'other') return 'other';
    await checkEnd(carriage, stretch, isLeft);
    return 'end';
  }

  /** Ends all that goes with it. */
  async leave(): Promise<void> {
    const carriage = this.#carriage;
    clearInterval(this.#timer);
    this.#count();
    this.#feed?.stop();
    carriage.onMore = null;
    if (this.#isGhost) carriage.ghost = this.#publisher;
    else this.#publisher.destroy();
    const written = this.#recorded?.end();
    await this.#watch?.end();
    await written;
    await carriage.hearing.end();
  }

  #follow(stretch: Stretch): void {
    const carriage = this.#carriage;
    const { onAir, target, hearing } = carriage;
    const { first } = carriage.intake;
    const afterSeconds = (stretch.begunMs - (first?.shownMs ?? 0)) / 1000;
    const recorded = onAir.ledgerWriter.connection({ targets: [target], takenUp: null, afterSeconds });
    this.#recorded = recorded;
    this.#watch = watchLive({
      ...{ targets: [target], client: onAir.client, emit: onAir.emit },
      timeoutSeconds: onAir.liveTimeoutSeconds,
      stallTimeoutSeconds: onAir.stallTimeoutSeconds,
      earlier: () => onAir.connected.get(target.channelName) ?? null,
      onLive(live, stat) {
        recorded.live(live, stat);
        hearing.follow(live.channelName, stat);
        const connectedTime = timeIn(stat?.connectedTime ?? '');
        stretch.connectedTime ??= connectedTime;
        stretch.isUnseen = stretch.connectedTime === null;
        onAir.connected = new Map([...onAir.connected, [live.channelName, connectedTime]]);
        if (connectedTime !== null) onAir.since ??= connectedTime;
        carriage.isLive = true;
      },
      onLost: (_, error) => this.#settle({ how: 'failed', error, isGhost: true }),
    });
    const { failed } = this.#watch;
    failed.addEventListener('abort', () =>
      this.#settle({ how: 'failed', error: failed.reason, isGhost: true }),
    );
  }

  /** Brings the figures up to date. */
  #count(): void {
    const carriage = this.#carriage;
    const feed = this.#feed;
    const { stretch } = carriage.arrival;
    if (feed === null || stretch === null || feed.mediaBytes === 0) return;
    carriage.bytes += feed.mediaBytes - this.#countedBytes;
    const isMore = feed.mediaBytes > this.#countedBytes;
    this.#countedBytes = feed.mediaBytes;
    stretch.sentMs = Math.max(stretch.sentMs, feed.positionMs);
    carriage.sentMs = Math.max(carriage.sentMs ?? 0, feed.positionMs);
    if (isMore) carriage.lastSentAtMs = performance.now();
    const seconds = (stretch.sentMs - stretch.begunMs) / 1000;
    this.#watch?.sent({ seconds: Math.max(0.001, seconds), bytes: this.#countedBytes, droppedFrames: 0 });
    this.#recorded?.sent(seconds);
  }

  #tick(): void {
    const carriage = this.#carriage;
    const { onAir, arrival, intake } = carriage;
    this.pump();
    if (intake.isHeldBack) {
      intake.makeRoom();
      carriage.look();
    }
    void arrival.settle(onAir.signal);
    if (arrival.stretch?.isLong) carriage.look();
    const { isBlocked } = this.#publisher;
    if (isBlocked) void this.#askUnsent();
    const error = this.#blockage.judge(isBlocked, this.#countedBytes - this.#unsentBytes);
    if (error !== null) this.#settle({ how: 'failed', error, isGhost: true });
    if (!onAir.signal.aborted) return;
    this.#abortedAtMs ??= performance.now();
    if (performance.now() - this.#abortedAtMs > LAST_WORDS_MS) this.#settle({ how: 'end' });
  }

  async #askUnsent(): Promise<void> {
    this.#unsentBytes = (await this.#publisher.unsent()) ?? 0;
  }
}

type Outcome =
  | { how: 'end' }
  | { how: 'other' }
  /** `isGhost`: the server may not know that the connection is over. */
  | { how: 'failed'; error: Error; isGhost?: boolean };
