import { resolve } from 'node:path';
import type { Source } from '../source.js';
import type { Plan } from './encoding.js';
import type { Media } from './media.js';

type Files = Extract<Source, { kind: 'files' }>;

/** ffmpeg's input of files one after the other, as they are. With the durations it can seek in the whole. */
export function sequenceInput({ names, folder }: Files, inputs: readonly Media[]): string[] {
  const reordered = !alike(inputs);
  const lines = names.flatMap((name, index) => {
    const media = inputs[index];
    const duration = durationLine(media);
    const file = `file ${quoted(`file:${resolve(folder, name.replace(/^file:/, ''))}`)}`;
    if (!reordered || media === undefined) return [file, ...duration];
    const inner = asUrl([
      ...tracksOf(media).flatMap(({ id }) => ['stream', `exact_stream_id ${id}`]),
      file,
      ...duration,
    ]);
    return [`file ${quoted(inner)}`, 'option safe 0', ...duration];
  });
  return ['-protocol_whitelist', 'file,data,crypto', '-f', 'concat', '-safe', '0', '-i', list(lines)];
}

/** Whether ffmpeg, which goes by the index of a stream, finds the same in each file where it is in the first. */
function alike([first, ...others]: readonly Media[]): boolean {
  return others.every((media) => layoutOf(media) === (first && layoutOf(first)));
}

function layoutOf({ video, audio }: Media): string {
  return `${video?.track.index} ${audio?.track.index}`;
}

/** What is sent of the inputs: nothing that is left out need be alike. */
export function heard(inputs: readonly Media[], audio: Plan['audio'] | null): readonly Media[] {
  return audio === 'none' ? inputs.map((media) => ({ ...media, audio: null })) : inputs;
}

/** Whether each file can be given its streams in the order of all others: by the numbers that they have in it. */
export function canReorder(inputs: readonly Media[]): boolean {
  const named = ({ video, audio }: Media) => {
    const [picture, sound] = [video?.track.id ?? null, audio?.track.id];
    return picture !== null && sound !== null && picture !== sound;
  };
  return alike(inputs) || inputs.every(named);
}

function tracksOf({ video, audio }: Media) {
  return [video, audio].flatMap((facts) => facts?.track ?? []);
}

function durationLine(media: Media | undefined): string[] {
  return media?.durationSeconds == null ? [] : [`duration ${media.durationSeconds}`];
}

function list(lines: readonly string[]): string {
  return ['data:text/plain,ffconcat version 1.0', ...lines, ''].join('\n');
}

/** A list within a list, on one line. */
function asUrl(lines: readonly string[]): string {
  const text = ['ffconcat version 1.0', ...lines, ''].join('\n');
  return `data:text/plain;base64,${Buffer.from(text).toString('base64')}`;
}

function quoted(name: string): string {
  return `'${name.replaceAll("'", "'\\''")}'`;
}
