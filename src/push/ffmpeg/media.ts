import { fitsAdts } from './aac.js';
import { type Orientation, orientationOf } from './orientation.js';

/** What is in an input, as far as it matters to a push. Null is what cannot be told. */
export interface Media {
  /** As it was given, without a password. */
  input: string;
  /** ffmpeg's name: `flv`, `mpegts`. */
  format: string | null;
  /** Its pictures; null without any. */
  video: VideoFacts | null;
  /** Null also for a track that is announced and never comes. */
  audio: AudioFacts | null;
  /** Null for what has no end. */
  durationSeconds: number | null;
  /** Of all of it, or of what was looked at of what has no end; null when it is not known. */
  bitsPerSecond: number | null;
  /** Null for what comes as it comes. */
  sizeBytes: number | null;
}

/** Where a stream is in its input. */
export interface Track {
  /** Among all streams, counted from 0. */
  index: number;
  /** The number that the container has for it: a PID, a track id. */
  id: string | null;
  /** Whether it is the first of its kind. */
  first: boolean;
  /** How long it is, where the container says that of each. */
  seconds: number | null;
}

/** The pictures of an input. */
export interface VideoFacts extends Orientation {
  /** Which of the input's. */
  track: Track;
  /** ffmpeg's name: `h264`, `hevc`. */
  codec: string;
  /** `High`, `Main`. */
  profile: string | null;
  /** `yuv420p` */
  pixelFormat: string | null;
  /** Pixels, as they are stored. */
  width: number;
  /** Pixels, as they are stored. */
  height: number;
  /** Null when it is not known. */
  framesPerSecond: number | null;
  /** Whether pictures are sent in another order than they are shown in. */
  bFrames: boolean;
  /** Whether each consists of two fields. */
  interlaced: boolean;
  /** Whether each picture says when it is to be shown. */
  timed: boolean;
  /** The longest time from one picture to the next, in what was looked at. */
  pictureSeconds: number | null;
  /** The longest time without a key frame in what was looked at. */
  keyFrameSeconds: number | null;
  /** Equal for streams that a decoder can go on with after each other. */
  parameters: string | null;
}

/** The sound of an input. */
export interface AudioFacts {
  /** Which of the input's. */
  track: Track;
  /** ffmpeg's name: `aac`, `mp3`; `unknown` for what it does not know. */
  codec: string;
  /** Hertz. */
  sampleRate: number | null;
  /** Their number; null when it is not known. */
  channels: number | null;
  /** Of AAC: whether MPEG-TS, into which the service puts it, has a way to say what it is. */
  adts: boolean;
  /** What has to be equal in files that are sent one after the other; null when it is not known. */
  parameters: string | null;
}

interface Packet {
  stream_index?: number;
  pts_time?: string;
  dts_time?: string;
  size?: string;
  flags?: string;
}

/** The parts of ffprobe's JSON that are read. */
interface Report {
  packets?: Packet[];
  streams?: Stream[];
  format?: { format_name?: string; duration?: string; bit_rate?: string; size?: string };
}

interface Stream {
  index?: number;
  id?: string;
  duration?: string;
  codec_type?: string;
  codec_name?: string;
  profile?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  avg_frame_rate?: string;
  has_b_frames?: number;
  field_order?: string;
  sample_rate?: string;
  channels?: number;
  extradata?: string;
  extradata_hash?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { displaymatrix?: string }[];
}

/** Codecs of pictures: a stream with one of them and a single packet is a cover. */
const PICTURES = ['png', 'mjpeg', 'bmp', 'gif', 'tiff', 'webp', 'jpeg2000', 'jpegxl'];

/** Reads what ffprobe reports of `input`. */
export function readMedia(input: string, report: Report): Media {
  const { streams = [], packets = [], format } = report;
  const packetsOf = ({ index }: Stream) => packets.filter((packet) => packet.stream_index === index);
  const videos = streams.filter(({ codec_type }) => codec_type === 'video');
  const audios = streams.filter(({ codec_type }) => codec_type === 'audio');
  const films = videos.filter(
    ({ disposition, width, height }) => disposition?.attached_pic !== 1 && width !== 0 && height !== 0,
  );
  const video =
    films.find((stream) => packetsOf(stream).length > 1) ??
    films.find(({ codec_name = '' }) => !PICTURES.includes(codec_name));
  const audio = audios.find(({ sample_rate, channels }) => sample_rate !== '0' && channels !== 0);
  return {
    input,
    format: format?.format_name ?? null,
    video: video === undefined ? null : videoFacts(video, trackOf(video, videos), packetsOf(video)),
    audio: audio === undefined ? null : audioFacts(audio, trackOf(audio, audios)),
    // What sends live over RTMP may say 0 in its metadata, as nginx-rtmp does.
    durationSeconds: number(format?.duration) || null,
    bitsPerSecond: number(format?.bit_rate) ?? bitRateOf(packets),
    // Of a live playlist it would be that of the list.
    sizeBytes: /^(hls|dash)/.test(format?.format_name ?? '') ? null : number(format?.size),
  };
}

/** Less than that tells too little. */
const LEAST_SECONDS = 2;

/** Of what was read, by when it is to be decoded; null when that is too little. */
function bitRateOf(packets: readonly Packet[]): number | null {
  const times = packets.flatMap(({ dts_time, pts_time }) => number(dts_time) ?? number(pts_time) ?? []);
  const [first, last] = times.reduce(
    ([least, most], time) => [Math.min(least, time), Math.max(most, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const seconds = last - first;
  if (!(seconds >= LEAST_SECONDS)) return null;
  const bytes = packets.reduce((sum, { size }) => sum + (number(size) ?? 0), 0);
  return bytes === 0 ? null : Math.round((bytes * 8) / seconds);
}

function trackOf(stream: Stream, ofItsKind: readonly Stream[]): Track {
  const { index = 0, id = null, duration } = stream;
  return { index, id, first: ofItsKind[0] === stream, seconds: number(duration) };
}

function videoFacts(stream: Stream, track: Track, packets: readonly Packet[]): VideoFacts {
  const { width = 0, height = 0, field_order: order, side_data_list: sideData = [] } = stream;
  const times = packets.map(({ pts_time, dts_time }) => number(pts_time) ?? number(dts_time));
  return {
    track,
    codec: stream.codec_name ?? 'unknown',
    profile: stream.profile ?? null,
    pixelFormat: stream.pix_fmt ?? null,
    width,
    height,
    framesPerSecond: ratio(stream.avg_frame_rate),
    bFrames: (stream.has_b_frames ?? 0) > 0,
    interlaced: order !== undefined && order !== 'progressive' && order !== 'unknown',
    ...orientationOf(sideData.find(({ displaymatrix }) => displaymatrix !== undefined)?.displaymatrix),
    timed: packets.every(({ pts_time }) => number(pts_time) !== null),
    pictureSeconds: longestGap(times.filter((time) => time !== null)),
    keyFrameSeconds: keyFrameSeconds(packets),
    parameters: parametersOf(stream),
  };
}

function audioFacts(stream: Stream, track: Track): AudioFacts {
  return {
    track,
    codec: stream.codec_name ?? 'unknown',
    sampleRate: number(stream.sample_rate),
    channels: stream.channels ?? null,
    adts: stream.codec_name !== 'aac' || fitsAdts(stream.extradata),
    parameters: parametersOf(stream),
  };
}

function parametersOf({ codec_name, width, height, sample_rate, extradata_hash }: Stream): string | null {
  if (extradata_hash === undefined) return null;
  return [codec_name, width, height, sample_rate, extradata_hash].filter(Boolean).join(' ');
}

/** The stretch after the last key frame counts: in a long GOP it may be all there is. */
function keyFrameSeconds(packets: readonly Packet[]): number | null {
  const times: number[] = [];
  const keys: number[] = [];
  for (const { pts_time, flags } of packets) {
    const time = number(pts_time);
    if (time === null) continue;
    times.push(time);
    if (flags?.startsWith('K')) keys.push(time);
  }
  if (times.length === 0) return null;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return longestGap([...(keys.length === 0 ? [first] : keys), last]) ?? 0;
}

/** Null of fewer than two times. */
function longestGap(times: readonly number[]): number | null {
  if (times.length < 2) return null;
  const sorted = [...times].sort((a, b) => a - b);
  const gaps = sorted.slice(1).map((time, index) => time - (sorted[index] ?? time));
  return Math.round(Math.max(...gaps) * 1000) / 1000;
}

function number(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
}

/** `30000/1001` */
function ratio(text: string | undefined): number | null {
  const [, over, under] = /^(\d+)\/(\d+)$/.exec(text ?? '') ?? [];
  if (over === undefined || Number(over) === 0 || Number(under) === 0) return null;
  return Math.round((Number(over) / Number(under)) * 1000) / 1000;
}
