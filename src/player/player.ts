import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createClient } from '../client/client.js';
import { CLIENT_LIMITS } from '../client/limits.js';
import type { FetchRequest, FetchResponse } from '../protocol/ambient.js';
import { type Answer, json, refused, withSafety } from './answer.js';
import type { Around } from './around.js';
import { channelsOf } from './channels.js';
import { fetchHandler } from './fetch-handler.js';
import { languageIn } from './language.js';
import { nodeHandler, type ServerAnswer, type ServerRequest } from './node-handler.js';
import { type PlayerOptions, settle } from './options.js';
import { pageFile } from './page-files.js';
import { Refusal } from './problem.js';
import { type Asked, type Route, routeIn } from './request.js';
import { download } from './routes/download.js';
import { live } from './routes/live.js';
import { pictures } from './routes/picture.js';
import { recording } from './routes/recording.js';
import { segment } from './routes/segment.js';
import { sessions } from './routes/sessions.js';
import type { ChannelList } from './shapes.js';

/** A page to watch on, and the proxy behind it. */
export interface Player {
  /** Where the page is: `/{token}/`. Whoever knows it may watch. */
  readonly path: string;
  /** The path of what other players play: the live playlist of a channel. */
  livePath(channelName: string): string;
  /** The same of a time in its recordings. */
  recordingPath(channelName: string, start: Date, end: Date): string;
  /** For `createServer` of node:http. */
  handle(request: ServerRequest, response: ServerAnswer): void;
  /** For servers that take `fetch` handlers. */
  fetch(request: FetchRequest): Promise<FetchResponse>;
  /** Ends what is being answered. */
  close(): void;
}

/**
 * A page on which channels of a private bucket are watched, live and recorded, and the proxy behind it that signs each
 * request: nothing is made public, and no link ends in mid-view. It shows nothing but segments and playlists of the chosen
 * channels, to whoever knows its path, under names of this machine unless `hosts` says otherwise; keys and signatures are
 * in no answer. Throws UsageError for bad options.
 */
export function createPlayer(options: PlayerOptions): Player {
  const settled = settle(options);
  const over = new AbortController();
  // One for each request that is at work.
  setMaxListeners(0, over.signal);
  const token = settled.token ?? randomBytes(16).toString('base64url');
  const client = settled.client ?? createClient(options);
  const channels = channelsOf(client, settled, over.signal);
  const around: Around = { client, options: settled, channels };
  const picture = pictures(around, over.signal);
  let working = 0;

  async function answerTo(route: Route, asked: Asked): Promise<Answer> {
    if (route.of === 'file')
      return pageFile(route.name, settled.language ?? languageIn(asked.header('accept-language')));
    if (route.of === 'channels') {
      const { bucket, channelNames } = settled;
      return json({
        ...{ bucket, isChosen: channelNames !== null, ...(await channels.list()) },
      } satisfies ChannelList);
    }
    const { channelName } = route;
    await channels.check(channelName);
    const request = { channelName, signal: asked.signal, isHead: asked.method === 'HEAD' };
    if (route.of === 'segment') return segment(around, request, route.name, asked.header('range'));
    if (route.file === 'state.json') return json(await channels.one(channelName));
    if (route.file === 'sessions.json') return sessions(around, request, route.query);
    if (route.file === 'live.m3u8') return live(around, request);
    if (route.file === 'recording.m3u8') return recording(around, request, route.query);
    if (route.file === 'recording.ts') return download(around, request, route.query);
    return picture(channelName);
  }

  /** `body` is null for HEAD; whoever takes it says when it is done with it. */
  async function answer(asked: Asked): Promise<{ answer: Answer; done: () => void }> {
    let isOpen = true;
    working++;
    const done = (): void => {
      if (isOpen) working--;
      isOpen = false;
    };
    try {
      const route = routeIn(asked, { token, hosts: settled.hosts });
      if (working > CLIENT_LIMITS.playerRequests.value) throw new Refusal('busy');
      const signal = AbortSignal.any([asked.signal, over.signal]);
      const found = withSafety(await answerTo(route, { ...asked, signal }));
      return { answer: asked.method === 'HEAD' ? { ...found, body: null } : found, done };
    } catch (error) {
      const refusal = withSafety(refused(error));
      if (refusal.status === 500 && !asked.signal.aborted) settled.onError?.(error);
      return { answer: asked.method === 'HEAD' ? { ...refusal, body: null } : refusal, done };
    }
  }

  const of = (channelName: string) => `/${token}/c/${encodeURIComponent(channelName)}`;
  return {
    path: `/${token}/`,
    livePath: (channelName) => `${of(channelName)}/live.m3u8`,
    recordingPath: (channelName, start, end) =>
      `${of(channelName)}/recording.m3u8?start=${start.getTime()}&end=${end.getTime()}`,
    handle: nodeHandler(answer, settled.hosts === null),
    fetch: fetchHandler(answer),
    close: () => over.abort(),
  };
}
