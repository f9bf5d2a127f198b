/** One audio, video or data message of a publisher, with its timestamp as received (32 bits, milliseconds). */
export interface MediaMessage {
  type: 'audio' | 'video' | 'data';
  timestampMs: number;
  /** The FLV tag body, among the bytes that were read with it: who keeps some of it copies it. */
  payload: Buffer;
}

/** What a client said before it may publish; the strings are as received, not decoded. */
export interface PublishAttempt {
  app: string;
  /** The stream name of the `publish` command, query included. */
  name: string;
  tcUrl: string | null;
  /** `ip:port`. */
  remoteAddress: string;
  /** Breaks the connection off without a word: with a reset, or with its end. */
  breakOff?(how: 'rst' | 'fin'): void;
  /** Tells it something about its push, which goes on. After the push it does nothing. */
  warn?(text: string): void;
}

/** Why a push ends: what the connection saw, or what the receiver wanted when it cut the push. */
export type EndReason =
  | 'unpublished'
  | 'disconnected'
  | 'idle'
  | 'protocol'
  | 'disabled'
  | 'kicked'
  | 'storage'
  | 'fault'
  | 'shutdown';

/** `code` of the NetStream vocabulary; clients show the description. */
export interface Status {
  code: string;
  description: string;
}

/** What clients are told that are sent away. */
export interface Farewells {
  /** Whoever wants to play. */
  play: Status;
  /** A publisher whose push is over; null: nothing, the connection just ends. */
  end(reason: EndReason): Status | null;
}

/** A push that was let in. */
export interface PublishedStream {
  /** A promise means: read no more from this publisher until it settles. */
  write(message: MediaMessage): void | Promise<void>;
  /** Called exactly once. Resolves when the push is on disk. */
  end(reason: EndReason): Promise<void>;
  /** Aborted, with an EndReason as its reason, when the server wants the push to end. */
  readonly cut: AbortSignal;
}

export type Verdict =
  | { accept: true; channelName: string; stream: PublishedStream }
  | ({ accept: false } & Status);

/** Decides about a publisher before it is told that it may start. Must not throw for anything a client sends. */
export type AuthorizePublish = (attempt: PublishAttempt) => Promise<Verdict>;
