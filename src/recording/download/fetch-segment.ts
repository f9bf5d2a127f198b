import { rm } from 'node:fs/promises';
import type { Client } from '../../client/client.js';
import { CLIENT_LIMITS } from '../../client/limits.js';
import type { GetObjectResult } from '../../client/objects/get-object.js';
import { english } from '../../english.js';
import { OssLiveError, ServiceError, UnreadableAnswerError } from '../../errors.js';
import type { SegmentFile } from '../transport-stream/segment-file.js';
import type { Identity, PartFolder } from './part-folder.js';
import type { Patience } from './patience.js';
import { crc64Of, makeVerified, openVerified, type VerifiedFile } from './verified-file.js';

/** A segment to be fetched. */
export interface Wanted {
  key: string;
  name: string;
  startMs: number;
  /** As listed; null when that may not be asked. */
  identity: Identity | null;
  /** Whether the bucket was listed, and does not have it. */
  isGone: boolean;
}

export interface Fetching {
  client: Pick<Client, 'getObject' | 'headObject'>;
  folder: PartFolder;
  patience: Patience;
  /** Whether small ones may share a file. */
  isPacked: boolean;
  /** Of what is on the disk: bytes that came, that were found there, and (below 0) that had to be given up. */
  onBytes(count: number, from: 'bucket' | 'disk'): void;
  signal: AbortSignal;
}

export interface FetchedFile extends SegmentFile {
  bytes: number;
}

const LARGEST_BYTES = CLIENT_LIMITS.segment.value;

/** Puts a segment into the folder, verified; only what is missing of it is asked for. Throws as `getObject` does. */
export async function fetchSegment(wanted: Wanted, fetching: Fetching): Promise<FetchedFile> {
  const { patience, folder, signal } = fetching;
  const state: State = { known: wanted.identity, isBegun: folder.hasRestOf(wanted.startMs) };
  let isLookedFor = !state.isBegun;
  for (const attempt = patience.begin(); ; ) {
    try {
      if (!isLookedFor) {
        state.known ??= await askedIdentity(wanted, fetching);
        const found = state.known && (await verifiedRest(wanted, state.known, fetching));
        if (found !== null) return found;
        isLookedFor = true;
      }
      return await fetchRest(wanted, state, fetching);
    } catch (error) {
      // Begun anew, it is asked for without conditions.
      if (state.isBegun && isChanged(error)) Object.assign(state, { known: wanted.identity, isBegun: false });
      else await attempt.failed(error, signal);
    }
  }
}

/** What is known of a segment between two answers. */
interface State {
  known: Identity | null;
  /** Whether there may be something of it. */
  isBegun: boolean;
}

/** Where objects may not be listed, one may be looked at. */
async function askedIdentity({ key }: Wanted, { client, signal }: Fetching): Promise<Identity | null> {
  const { size, etag } = await client.headObject({ key }, { signal });
  return size === null ? null : { key, size, etag };
}

async function verifiedRest(
  { startMs, name }: Wanted,
  identity: Identity,
  { folder, onBytes }: Fetching,
): Promise<FetchedFile | null> {
  const found = folder.foundWhole(startMs, identity);
  if (found === null) return null;
  if ((await crc64Of(found.file, identity.size)) !== found.crc64) {
    // What a machine that lost its power leaves may have its size alone.
    if (found.file.from === 0) await rm(found.file.path, { force: true });
    return null;
  }
  onBytes(identity.size, 'disk');
  return { ...found.file, name, bytes: identity.size };
}

/** One answer, from where the file ends. */
async function fetchRest(wanted: Wanted, state: State, fetching: Fetching): Promise<FetchedFile> {
  const { client, folder, signal } = fetching;
  const { key, name, startMs } = wanted;
  let file = await openRest(wanted, state, folder);
  try {
    const position = file?.position ?? 0;
    const answer = await client.getObject(
      { key, ...(position > 0 ? { range: { start: position }, ifMatch: state.known?.etag } : {}) },
      { signal },
    );
    const identity = identityIn(answer, key);
    const isSame = identity.etag === wanted.identity?.etag;
    if (isSame && identity.size !== wanted.identity?.size)
      throw unlike(answer, english`${name} is announced with another length than it has.`);
    const { known } = state;
    const goesOn =
      answer.start === position && identity.etag === known?.etag && identity.size === known?.size;
    if (file === null || !goesOn) {
      await file?.close();
      file = null;
      if (answer.start > 0) throw unlike(answer, english`Another part of ${name} came than was asked for.`);
      file = await makeVerified(folder.begun(startMs, identity), answer.crc64 === null);
    }
    Object.assign(state, { known: identity, isBegun: true } satisfies State);
    await receive(answer, { file, size: identity.size, name }, fetching);
    return await finished(wanted, { file, identity }, fetching);
  } finally {
    await file?.close();
  }
}

/** Gives a segment of which all is here its place. */
async function finished(
  { startMs, name }: Wanted,
  { file, identity }: { file: VerifiedFile; identity: Identity },
  { folder, isPacked }: Fetching,
): Promise<FetchedFile> {
  const bytes = identity.size;
  const content = isPacked ? file.content() : null;
  if (content !== null) {
    const { path, from } = await folder.pack(startMs, identity, file.crc64(), content);
    return { path, name, from, bytes, content };
  }
  const path = folder.whole(startMs, identity, file.crc64());
  await file.finish(path);
  return { path, name, from: 0, bytes, content };
}

async function openRest(
  { startMs }: Wanted,
  { known, isBegun }: State,
  folder: PartFolder,
): Promise<VerifiedFile | null> {
  if (!isBegun || known === null) return null;
  // One byte is always asked for: with it comes what the content has to be.
  return openVerified(folder.begun(startMs, known), Math.max(0, known.size - 1)).catch((error) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

interface Receiving {
  file: VerifiedFile;
  size: number;
  name: string;
}

async function receive(
  answer: GetObjectResult,
  { file, size, name }: Receiving,
  { onBytes }: Fetching,
): Promise<void> {
  onBytes(file.position, 'disk');
  try {
    for await (const bytes of answer.body) {
      if (file.position + bytes.length > size)
        throw unlike(answer, english`${name} is longer than announced.`);
      await file.write(bytes);
      onBytes(bytes.length, 'bucket');
    }
    if (file.position < size) throw unlike(answer, english`${name} broke off.`);
    if (!file.matches(answer))
      throw unlike(answer, english`${name} arrived damaged: its checksum is another.`);
  } catch (error) {
    // What of it is kept is counted when it is taken up.
    onBytes(-file.position, 'disk');
    await (file.position === size ? file.empty() : file.flush());
    throw error;
  }
}

function identityIn(answer: GetObjectResult, key: string): Identity {
  const { size, etag } = answer;
  if (size === null) throw unlike(answer, english`The answer does not say how long the object is.`);
  if (size > LARGEST_BYTES) throw unlike(answer, english`The object has ${size} bytes: that is no segment.`);
  return { key, size, etag };
}

function unlike({ requestId }: GetObjectResult, message: string): UnreadableAnswerError {
  return new UnreadableAnswerError(message, { httpStatus: 200, requestId, hint: english`Try again.` });
}

/** The object was replaced since it was listed, or is shorter than was announced. */
function isChanged(error: unknown): boolean {
  return error instanceof ServiceError && (error.httpStatus === 412 || error.httpStatus === 416);
}

/** Whether a segment is not to be had any more: `gone`, or `archived` (OSS documentation, "GetObject"). */
export function isMissing(error: unknown): 'gone' | 'archived' | null {
  if (!(error instanceof OssLiveError)) return null;
  if (error.code === 'NoSuchKey') return 'gone';
  return error.code === 'InvalidObjectState' ? 'archived' : null;
}
