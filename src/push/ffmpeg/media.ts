/** What is in an input, as far as it matters to a push. Null is what cannot be told. */
export interface Media {
  /** As it was given, without a password. */
  input: string;
  /** ffmpeg's name: `flv`, `mpegts`. */
  format: string | null;
  video: VideoFacts | null;
  audio: AudioFacts | null;
  /** Null for what has no end. */
  durationSeconds: number | null;
  bitsPerSecond: number | null;
  /** Null for what comes as it comes. */
  sizeBytes: number | null;
}

export interface VideoFacts {
  /** ffmpeg's name: `h264`, `hevc`. */
  codec: string;
  /** `High`, `Main`. */
  profile: string | null;
  /** `yuv420p` */
  pixelFormat: string | null;
  width: number;
  height: number;
  framesPerSecond: number | null;
  bFrames: boolean;
  interlaced: boolean;
  /** The longest time without a key frame in what was looked at. */
  keyFrameSeconds: number | null;
  /** Equal for streams that a decoder can go on with after each other. */
  parameters: string | null;
}

export interface AudioFacts {
  /** ffmpeg's name: `aac`, `mp3`. */
  codec: string;
  /** Hertz. */
  sampleRate: number | null;
  channels: number | null;
  parameters: string | null;
}

/** The parts of ffprobe's JSON that are read. */
interface Report {
  packets?: { codec_type?: string; pts_time?: string; flags?: string }[];
  streams?: Stream[];
  format?: { format_name?: string; duration?: string; bit_rate?: string; size?: string };
}

interface Stream {
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
  extradata_hash?: string;
  disposition?: { attached_pic?: number };
}

/** Reads what ffprobe reports of `input`. */
export function readMedia(input: string, report: Report): Media {
  const { streams = [], packets = [], format } = report;
  const video = streams.find(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  return {
    input,
    format: format?.format_name ?? null,
    video: video === undefined ? null : videoFacts(video, packets),
    audio: audio === undefined ? null : audioFacts(audio),
    durationSeconds: number(format?.duration),
    bitsPerSecond: number(format?.bit_rate),
    // Of a live playlist it would be that of the list.
    sizeBytes: /^(hls|dash)/.test(format?.format_name ?? '') ? null : number(format?.size),
  };
}

function videoFacts(stream: Stream, packets: NonNullable<Report['packets']>): VideoFacts {
  const { width = 0, height = 0, field_order: order } = stream;
  return {
    codec: stream.codec_name ?? 'unknown',
    profile: stream.profile ?? null,
    pixelFormat: stream.pix_fmt ?? null,
    width,
    height,
    framesPerSecond: ratio(stream.avg_frame_rate),
    bFrames: (stream.has_b_frames ?? 0) > 0,
    interlaced: order !== undefined && order !== 'progressive' && order !== 'unknown',
    keyFrameSeconds: keyFrameSeconds(packets),
    parameters: parametersOf(stream),
  };
}

function audioFacts(stream: Stream): AudioFacts {
  return {
    codec: stream.codec_name ?? 'unknown',
    sampleRate: number(stream.sample_rate),
    channels: stream.channels ?? null,
    parameters: parametersOf(stream),
  };
}

function parametersOf({ codec_name, width, height, sample_rate, extradata_hash }: Stream): string | null {
  if (extradata_hash === undefined) return null;
  return [codec_name, width, height, sample_rate, extradata_hash].filter(Boolean).join(' ');
}

/** The stretch after the last key frame counts: in a long GOP it may be all there is. */
function keyFrameSeconds(packets: NonNullable<Report['packets']>): number | null {
  const times: number[] = [];
  const keys: number[] = [];
  for (const { codec_type, pts_time, flags } of packets) {
    const time = number(pts_time);
    if (codec_type !== 'video' || time === null) continue;
    times.push(time);
    if (flags?.startsWith('K')) keys.push(time);
  }
  if (times.length === 0) return null;
  const marks = [...(keys.length === 0 ? [Math.min(...times)] : keys), Math.max(...times)];
  const gaps = marks.slice(1).map((mark, index) => mark - (marks[index] ?? mark));
  return Math.round(Math.max(0, ...gaps) * 1000) / 1000;
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
