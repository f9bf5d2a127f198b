import { english } from '../../english.js';
import { type Plan, pictureFilters } from './encoding.js';
import type { Media, VideoFacts } from './media.js';
import { canReorder } from './sequence.js';

/** Why files cannot be read as one: which differs from the first, and in what. Null where they can. */
export function difference(inputs: readonly Media[]): { input: string; text: string } | null {
  const [first, ...others] = inputs;
  for (const other of others) {
    const text = first && differs(first, other);
    if (text) return { input: other.input, text };
  }
  const last = inputs.at(-1);
  if (last === undefined || canReorder(inputs)) return null;
  return {
    input: last.input,
    text: english`${last.input} has its streams in another order than ${first?.input}`,
  };
}

function differs(first: Media, other: Media): string | null {
  const [one, two] = [first.video, other.video];
  if (one?.codec !== two?.codec || one?.mirrored !== two?.mirrored || one?.rotation !== two?.rotation)
    return english`The video of ${other.input} is not like that of ${first.input}`;
  if (first.audio === null && other.audio !== null)
    return english`${first.input} has no sound, unlike ${other.input}`;
  if (first.audio !== null && other.audio === null)
    return english`${other.input} has no sound, unlike ${first.input}`;
  if (first.audio?.codec === other.audio?.codec) return null;
  return english`The audio of ${other.input} is not like that of ${first.input}`;
}

interface Joining {
  inputs: readonly Media[];
  plan: Plan;
  /** Pixels; that of the first when null. */
  height: number | null;
  /** Seconds after the beginning of the first file. */
  position: number;
}

interface JoinedFiles extends Joining {
  names: readonly string[];
  inputOptions: readonly string[];
}

/** ffmpeg's inputs: what is still to come of the files, each by itself. */
export function joinedInputs({ names, inputs, position, inputOptions }: JoinedFiles): string[] {
  const { from, seconds } = placeOf(inputs, position);
  return names.slice(from).flatMap((name, index) => {
    const seek = index === 0 && seconds > 0 ? ['-ss', seekTime(seconds)] : [];
    return [...inputOptions, '-noautorotate', ...seek, '-i', name];
  });
}

/**
 * The filters that make one picture and one sound of them: of the first one's size, with silence where a file has no
 * sound. They hold back to real time by themselves: `-re` would let the second file catch up with the time that the
 * first one took.
 */
export function joinedTracks({ inputs, plan, height, position }: Joining): string[] {
  const { from, seconds } = placeOf(inputs, position);
  const rest = inputs.slice(from);
  const size = sizeOf(inputs[0]?.video ?? null, height);
  const sound = plan.audio !== 'none' && inputs.some(({ audio }) => audio !== null);
  const chains = rest.flatMap((media, index) => {
    const length = (media.durationSeconds ?? 0) - (index === 0 ? seconds : 0);
    const picture = `[${index}:${media.video?.track.index}]${pictureChain(media.video, size)}[v${index}]`;
    return sound ? [picture, `${soundChain(media, index, length)}[a${index}]`] : [picture];
  });
  const pads = rest.map((_, index) => `[v${index}]${sound ? `[a${index}]` : ''}`).join('');
  const whole = `${pads}concat=n=${rest.length}:v=1:a=${sound ? '1[whole][sound]' : '0[whole]'}`;
  const graph = [...chains, whole, '[whole]realtime[picture]'].join(';');
  return ['-filter_complex', graph, '-map', '[picture]', ...(sound ? ['-map', '[sound]'] : [])];
}

/** As ffmpeg takes it, rounded up: a millionth before a key frame is the key frame before. */
export function seekTime(seconds: number): string {
  return (Math.ceil(seconds * 1e6) / 1e6).toFixed(6);
}

/** In which file a place of the whole is, and where in it. */
export function placeOf(inputs: readonly Media[], position: number): { from: number; seconds: number } {
  let seconds = position;
  for (const [from, { durationSeconds }] of inputs.entries()) {
    if (durationSeconds === null || seconds < durationSeconds) return { from, seconds };
    seconds -= durationSeconds;
  }
  return { from: 0, seconds: 0 };
}

/** Even, as 4:2:0 has to be. */
function sizeOf(video: VideoFacts | null, asked: number | null): [number, number] {
  const { width, height, rotation } = video ?? { width: 1280, height: 720, rotation: 0 };
  const [across, up] = rotation % 180 === 0 ? [width, height] : [height, width];
  const scale = asked === null ? 1 : asked / up;
  const even = (pixels: number) => 2 * Math.round((pixels * scale) / 2);
  return [even(across), even(up)];
}

function pictureChain(video: VideoFacts | null, [width, height]: [number, number]): string {
  return [
    ...(video === null ? [] : pictureFilters(video)),
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:-1:-1`,
    ...['setsar=1', 'format=yuv420p'],
  ].join(',');
}

function soundChain({ audio }: Media, index: number, seconds: number): string {
  if (audio === null) return `anullsrc=r=44100:cl=stereo,atrim=duration=${seconds.toFixed(3)}`;
  return `[${index}:${audio.track.index}]aformat=sample_rates=44100:channel_layouts=stereo`;
}
