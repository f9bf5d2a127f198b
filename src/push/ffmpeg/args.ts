import { comesLive, type Source } from '../source.js';
import type { Plan } from './encoding.js';
import { joinedInputs, joinedTracks, placeOf, seekTime } from './joined.js';
import type { Media, Track } from './media.js';
import { isUpright } from './orientation.js';
import { heard, sequenceInput } from './sequence.js';
import { teeOutput } from './tee.js';

export interface InputRequest {
  source: Source;
  /** What is in it; empty where nobody looked. */
  inputs: readonly Media[];
  plan: Plan;
  /** Whether files are decoded one by one, and joined as pictures and sound. */
  joined: boolean;
  /** Pixels, of what is joined; null for that of the first file. */
  height: number | null;
  /** ffmpeg's input options of the user. */
  inputOptions: readonly string[];
  /** Seconds after the beginning of the input. */
  position: number;
  loop: boolean;
  /** Of the test pattern: whether this ffmpeg can write the time into it. */
  clock: boolean;
}

export interface FfmpegRequest extends InputRequest {
  /** The publish URLs, signatures included: one for each channel. Null for FLV on stdout, which somebody else publishes. */
  urls: readonly string[] | null;
  /** How the streams are encoded. */
  encoding: readonly string[];
  /** ffmpeg's output options of the user, which come later and so win. */
  outputOptions: readonly string[];
  /** Without a limit ffmpeg waits for ever for a server that never answers, or stops reading. */
  writeTimeoutSeconds: number;
}

/** What ffmpeg is asked to do: publish the first video and audio stream, in real time. */
export function ffmpegArgs(request: FfmpegRequest): string[] {
  const { encoding, outputOptions, urls } = request;
  return [
    ...['-hide_banner', '-loglevel', 'warning'],
    ...['-nostats', '-progress', urls === null ? 'pipe:3' : 'pipe:1'],
    ...leapArgs(request),
    ...inputArgs(request),
    ...(outputOptions.includes('-map') ? [] : tracks(request)),
    ...rateArgs(request),
    ...encoding,
    ...outputOptions,
    ...outputArgs(request),
  ];
}

/**
 * Of MPEG-TS ffmpeg takes a gap of ten seconds in one stream, sound that pauses, for a leap of the clock: it closes the
 * gap, and from then on sound and pictures lie that far apart. A buffer tells the two from each other. What ffmpeg
 * publishes may pause for ten minutes; a greater leap must not reach the service. A recording, which is paced by its
 * timestamps, would stand still at each leap.
 */
function leapArgs({ source, inputs, urls }: FfmpegRequest): string[] {
  if (source.kind === 'test' || isRecorded(source, inputs)) return [];
  return ['-dts_delta_threshold', urls === null ? '1000000' : '600'];
}

/** For FLV alone ffmpeg leaves pictures their times; the tee muxer would get a steady rate, of pictures made up. */
function rateArgs({ urls, plan }: FfmpegRequest): string[] {
  return urls !== null && urls.length > 1 && plan.video === 'h264' ? ['-vsync', 'vfr'] : [];
}

function outputArgs({ urls, writeTimeoutSeconds }: FfmpegRequest): string[] {
  if (urls === null) {
    // Whole packets as they come: a picture that waits in ffmpeg is late.
    return ['-f', 'flv', '-flvflags', 'no_duration_filesize', '-flush_packets', '1', 'pipe:1'];
  }
  const [url = '', ...others] = urls;
  if (others.length > 0) return ['-f', 'tee', teeOutput(urls, writeTimeoutSeconds)];
  // FLV's header cannot be amended on a stream: without the flag ffmpeg warns about it at the end.
  return [
    '-f',
    'flv',
    '-flvflags',
    'no_duration_filesize',
    '-rw_timeout',
    `${writeTimeoutSeconds * 1e6}`,
    url,
  ];
}

/** Whether the input is over at some point, can be held back to real time, looped and gone on with. */
export function isRecorded(source: Source, [first]: readonly Media[]): boolean {
  if (source.kind === 'files') return true;
  return source.kind === 'url' && !comesLive(source) && first?.durationSeconds != null;
}

/** The streams that were chosen; where nobody looked, the first of each kind. */
function tracks(request: FfmpegRequest): string[] {
  if (request.joined) return joinedTracks(request);
  const { inputs, plan } = request;
  const [first] = inputs;
  if (first === undefined) return ['-map', '0:v:0', '-map', '0:a:0?'];
  const sound = plan.audio === 'none' ? null : first.audio;
  return [
    ...['-map', pictureIn(request)],
    ...(sound === null ? [] : ['-map', named('a', sound.track, inputs)]),
  ];
}

/** Where the pictures are in ffmpeg's first input. */
export function pictureIn({ inputs, joined, position }: Omit<InputRequest, 'loop'>): string {
  const media = joined ? inputs[placeOf(inputs, position).from] : inputs[0];
  return media?.video ? named('v', media.video.track, joined ? [media] : inputs) : '0:v:0';
}

/** A sequence has been put in order already; a live source may come back with its streams in another. */
function named(kind: 'v' | 'a', track: Track, { length }: readonly Media[]): string {
  return length > 1 || track.first ? `0:${kind}:0` : `0:${track.index}`;
}

function inputArgs(request: FfmpegRequest): string[] {
  const { source, inputs, loop, joined, outputOptions } = request;
  const recorded = isRecorded(source, inputs) && !joined;
  const ownFilter = outputOptions.some((option) => /^-(vf|filter(:v.*)?)$/.test(option));
  return [
    // Un-paced, a file would be up in a moment and its segments milliseconds apart.
    ...(recorded || source.kind === 'test' ? ['-re'] : []),
    ...(recorded && loop ? ['-stream_loop', '-1'] : []),
    ...(request.plan.video === 'h264' && !joined && !ownFilter && inputs.some(isTurned)
      ? ['-noautorotate']
      : []),
    ...placedInput(request),
  ];
}

function isTurned({ video }: Media): boolean {
  return video !== null && !isUpright(video);
}

/** The input from its position on, as fast as it can be read. */
export function placedInput(request: Omit<InputRequest, 'loop'>): string[] {
  const { source, inputs, position, inputOptions, joined } = request;
  if (joined && source.kind === 'files') return joinedInputs({ ...request, names: source.names });
  const seek = isRecorded(source, inputs) && position > 0 ? ['-ss', seekTime(position)] : [];
  return [...seek, ...defaultOptions(source, inputOptions), ...inputOptions, ...input(request)];
}

/** UDP, which ffmpeg tries first, loses packets of any picture that is larger than a buffer on the way. */
export function defaultOptions(source: Source, inputOptions: readonly string[]): string[] {
  const isRtsp = source.kind === 'url' && /^rtsps?:/i.test(source.url);
  return isRtsp && !inputOptions.includes('-rtsp_transport') ? ['-rtsp_transport', 'tcp'] : [];
}

function input({ source, inputs, plan, clock }: Omit<InputRequest, 'loop'>): string[] {
  switch (source.kind) {
    case 'files': {
      const [only = '', ...others] = source.names;
      return others.length === 0 ? ['-i', only] : sequenceInput(source, heard(inputs, plan.audio));
    }
    case 'url':
      return ['-i', source.url];
    case 'stdin':
      return [...(source.format === null ? [] : ['-f', source.format]), '-i', 'pipe:0'];
    case 'device':
      return ['-f', source.format, '-i', source.name];
    case 'test':
      return ['-f', 'lavfi', '-i', testPattern(clock)];
  }
}

/** Colours in motion and a tone with a beep each second; the local time, where ffmpeg can write. */
function testPattern(clock: boolean): string {
  const time = "drawtext=text='%{localtime}':fontsize=48:fontcolor=white:box=1:x=(w-tw)/2:y=h-2*th";
  const video = ['testsrc2=size=1280x720:rate=25', ...(clock ? [time] : [])].join(',');
  return `${video}[out0];sine=frequency=440:beep_factor=4:sample_rate=44100[out1]`;
}
