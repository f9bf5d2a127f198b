import type { ShownChannel } from '../shapes.js';
import { h } from './dom.js';
import type { Playback } from './playback.js';
import { bitRateText, momentText, recordedText, secondsText, words } from './words.js';

export interface Facts {
  element: HTMLElement;
  update(channel: ShownChannel | null): void;
}

/** The numbers beside the video. */
export function factsOf(playback: Playback): Facts {
  const t = words.facts;
  const list = h('dl', { class: 'facts' });
  const rows = new Map<string, { row: HTMLElement; value: HTMLElement }>();

  function set(label: string, text: string | null, title = ''): void {
    let found = rows.get(label);
    if (found === undefined) {
      const value = h('dd');
      found = { row: h('div', { title }, h('dt', null, label), value), value };
      rows.set(label, found);
      list.append(found.row);
    }
    found.row.hidden = text === null;
    if (text !== null && found.value.textContent !== text) found.value.textContent = text;
  }

  const element = h('section', { class: 'panel', 'aria-label': t.heading }, h('h2', null, t.heading), list);
  return {
    element,
    update(channel) {
      element.hidden = playback.source === null;
      if (element.hidden) return;
      const isLive = playback.source?.kind === 'live';
      const isRecording = playback.source?.kind === 'recording';
      const { dateMs, bitsPerSecond, keyFrameSeconds, video } = playback;
      set(t.delay, isLive ? delayText(dateMs) : null, t.delayTitle);
      set(t.position, isRecording ? (dateMs === null ? t.unknown : recordedText(dateMs)) : null);
      set(t.bitRate, bitsPerSecond === null ? t.unknown : bitRateText(bitsPerSecond), t.bitRateTitle);
      const sent = ((channel?.video?.bandwidth ?? 0) + (channel?.audio?.bandwidth ?? 0)) * 8;
      set(t.sent, isLive && sent > 0 ? bitRateText(sent) : null, t.sentTitle);
      set(t.size, sizeText(video, isLive ? (channel?.video?.frameRate ?? null) : null));
      set(t.keyFrames, keyFrameText(keyFrameSeconds), t.keyFramesTitle);
      const { droppedVideoFrames, totalVideoFrames } = video.getVideoPlaybackQuality();
      const counts = [droppedVideoFrames, totalVideoFrames].map((count) => count.toLocaleString(words.lang));
      set(t.dropped, t.droppedOf(counts[0] ?? '', counts[1] ?? ''), t.droppedTitle);
      set(t.buffer, secondsText(playback.bufferedSeconds));
      set(t.codecs, codecNames(playback.codecs, channel));
      const since = isLive ? Date.parse(channel?.connectedTime ?? '') : Number.NaN;
      set(t.since, Number.isNaN(since) ? null : momentText(since));
    },
  };
}

function delayText(dateMs: number | null): string {
  const { unknown, clockAhead } = words.facts;
  if (dateMs === null) return unknown;
  const seconds = (Date.now() - dateMs) / 1000;
  return seconds < 0 ? clockAhead : secondsText(seconds);
}

function sizeText({ videoWidth, videoHeight }: HTMLVideoElement, frameRate: number | null): string {
  if (videoWidth === 0) return words.facts.unknown;
  return `${videoWidth} × ${videoHeight}${frameRate === null ? '' : `, ${words.facts.frameRate(frameRate)}`}`;
}

function keyFrameText(found: Playback['keyFrameSeconds']): string {
  if (found === null) return words.facts.unknown;
  const text = secondsText(found.seconds);
  return found.isLeast ? words.facts.oneKeyFrame(text) : text;
}

/** As people call them: `avc1.64001f` says more than anybody wants to know. */
function codecNames(codecs: string, channel: ShownChannel | null): string {
  const played = codecs.split(', ');
  const sent = [channel?.video?.codec ?? '', channel?.audio?.codec ?? ''];
  const names = (codecs === '' ? sent : played).filter((name) => name !== '');
  return names.map(codecName).join(', ') || words.facts.unknown;
}

function codecName(codec: string): string {
  if (/^(avc1|h264)/i.test(codec)) return 'H.264';
  return codec.startsWith('mp4a') ? 'AAC' : codec;
}
