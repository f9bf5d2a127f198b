import { english } from '../english.js';
import { CommandError, NetworkError, type OssLiveError } from '../errors.js';
import { refusal } from '../publish/index.js';
import { ffmpegFailure } from '../push/index.js';

/** One thing that a text tells. */
export type Trouble =
  /** A code or EC of the service. */
  | { kind: 'code'; name: string; line: string }
  /** What a program complains about, as an error that says what it means. */
  | { kind: 'complaint'; error: OssLiveError; line: string };

/** Finds what is wrong in an error, the output of ffmpeg or the log of OBS. `isKnown` knows the codes of the service. */
export function readTrouble(text: string, isKnown: (name: string) => boolean): Trouble[] {
  const lines = text.split(/\r?\n/);
  const found = [...codesIn(lines, isKnown), ...ofObs(lines)];
  const ffmpeg = ofFfmpeg(lines);
  const all = ffmpeg === null ? found : [...found, ffmpeg];
  return all.filter((one, index) => all.findIndex((other) => sameAs(one, other)) === index);
}

function sameAs(one: Trouble, other: Trouble): boolean {
  return nameOf(one) === nameOf(other);
}

function nameOf(trouble: Trouble): string {
  return trouble.kind === 'code' ? trouble.name : trouble.error.code;
}

const EC = /\b00\d\d-0000\d{4}\b/g;
const WORD = /\b[A-Z][a-z]+(?:[A-Z][A-Za-z]*)+\b/g;

/** The EC says more than the code beside it, so a document is one trouble. */
function codesIn(lines: readonly string[], isKnown: (name: string) => boolean): Trouble[] {
  const named = (pattern: RegExp) =>
    lines.flatMap((line) => [...line.matchAll(pattern)].map(([name]) => ({ name, line: line.trim() })));
  const ecs = named(EC).filter(({ name }) => isKnown(name));
  const codes = named(WORD).filter(({ name }) => isKnown(name));
  return (ecs.length > 0 ? ecs : codes).map((one): Trouble => ({ kind: 'code', ...one }));
}

/** librtmp, which OBS publishes with, and OBS itself. */
const OF_OBS: readonly [pattern: RegExp, error: (match: RegExpExecArray) => OssLiveError][] = [
  [
    /failed to connect socket\. ?-?\d* ?\(?([^)]*)\)?/i,
    ([, why]) =>
      new NetworkError(
        'ConnectionFailed',
        english`No connection to the server: ${why || english`it does not answer`}.`,
        {
          advice: { do: 'openRtmp' },
        },
      ),
  ],
  [
    /Problem accessing the DNS\. \(addr: ([^)]+)\)/i,
    ([, host]) =>
      new NetworkError('HostNotFound', english`There is no address for ${host}.`, {
        hint: english`Check the server field: rtmp://bucket.endpoint/live`,
      }),
  ],
  [
    /handshake failed/i,
    () =>
      new NetworkError('HandshakeFailed', english`What answers does not speak RTMP.`, {
        hint: english`Check the server field and its port.`,
      }),
  ],
  [
    /NetStream\.Publish\.(BadName|Denied)|NetConnection\.Connect\.Rejected/,
    ([status]) => refusal({ text: '', status, streaming: false }),
  ],
  [
    /insufficient bandwidth\/connection stalls: \d+ \((\d+(?:\.\d+)?)%\)/,
    ([, percent]) =>
      new NetworkError(
        'TooSlow',
        english`The network took ${percent} % of the pictures too late, and they were left out.`,
        {
          advice: { do: 'lowerBitRate' },
        },
      ),
  ],
  [
    /encoding lag: \d+\/\d+ \((\d+(?:\.\d+)?)%\)/,
    ([, percent]) =>
      new CommandError(
        'EncoderTooSlow',
        english`The encoder left out ${percent} % of the pictures: this machine is too slow for it.`,
        'ffmpeg',
        {
          hint: english`Choose a faster preset, a smaller size, or the encoder of the graphics card.`,
        },
      ),
  ],
  [
    /RTMP send error (\d+)|WriteN, RTMP send error/,
    () =>
      new NetworkError('ConnectionLost', english`The server or the network ended the connection.`, {
        advice: { do: 'lookAtChannel', for: 'state' },
      }),
  ],
  [
    /^.*?keyint:\s*(\d+)/,
    ([, frames]) =>
      new CommandError(
        'LongKeyInterval',
        english`A key frame comes every ${frames} frames: a segment cannot be shorter.`,
        'usage',
        {
          hint: english`Set the keyframe interval to 2 s in the output settings.`,
        },
      ),
  ],
];

/** At 60 pictures a second that is the five seconds of a segment. */
const LONG_INTERVAL = 300;

function ofObs(lines: readonly string[]): Trouble[] {
  return lines.flatMap((line) =>
    OF_OBS.flatMap(([pattern, error]): Trouble[] => {
      const match = pattern.exec(line);
      if (match === null) return [];
      const isHarmless = /keyint/.test(pattern.source)
        ? Number(match[1]) < LONG_INTERVAL
        : match[1] === '0.0';
      return isHarmless ? [] : [{ kind: 'complaint', error: error(match), line: line.trim() }];
    }),
  );
}

function ofFfmpeg(lines: readonly string[]): Trouble | null {
  // OBS says some of the same words.
  if (lines.some((line) => /^\d\d:\d\d:\d\d\.\d{3}: /.test(line))) return null;
  const written = lines.filter((line) => line.trim() !== '');
  const end = { exitCode: 1, signal: null, lines: written, stopped: false };
  const error = ffmpegFailure(end, {
    inputs: inputsIn(written),
    streaming: isStreaming(written),
    hasOptions: true,
  });
  // What it does not know is in its own words already.
  if (error === null || error.code === 'FfmpegFailed') return null;
  return { kind: 'complaint', error, line: written.at(-1)?.trim() ?? '' };
}

/** Of ffmpeg's complaints those that begin with a file or an address it reads from. */
function inputsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [, name] = /^(?!rtmps?:)([a-z]+:\/\/\S+?|[^:[\]]+): (?=[A-Z][a-z]+ [a-z])/.exec(line) ?? [];
    return name === undefined ? [] : [name];
  });
}

function isStreaming(lines: readonly string[]): boolean {
  return lines.some((line) => /^frame= *\d+/.test(line));
}
