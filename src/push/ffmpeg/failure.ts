import { english } from '../../english.js';
import { CommandError, NetworkError, type OssLiveError, UsageError } from '../../errors.js';
import type { FfmpegEnd } from '../../ffmpeg/process.js';
import { refusal } from '../../publish/index.js';
import { inputFailure } from './input-failure.js';
import { maskLine } from './mask-line.js';

export interface PushFacts {
  /** The inputs, as ffmpeg names them. */
  inputs: readonly string[];
  /** Whether the server had let the stream begin. */
  streaming: boolean;
  /** Whether the user gave options to ffmpeg. */
  hasOptions: boolean;
}

/**
 * Why ffmpeg failed, by what it wrote: its exit code says nothing (5.1 gives 1 for everything, 7.0 gives 255 for
 * a refused publish and for Ctrl-C alike). Null when it did not fail. The texts are those of ffmpeg 4, 5.1 and 7.0.
 */
export function ffmpegFailure(end: FfmpegEnd, facts: PushFacts): OssLiveError | null {
  if (end.exitCode === 0 || end.stopped) return null;
  const text = end.lines.join('\n');
  return (
    inputFailure(end.lines, facts.inputs) ??
    refused(text, facts) ??
    buildFailure(text) ??
    encoderFailure(text, facts) ??
    decoderFailure(text) ??
    optionFailure(text, facts) ??
    connectionFailure(text, facts) ??
    codecFailure(text) ??
    unknownFailure(end)
  );
}

/** The server's own words. */
function refused(text: string, { streaming }: PushFacts): OssLiveError | null {
  const [, words] = /Server error: (.+)/.exec(text) ?? [];
  return words === undefined ? null : refusal({ text: maskLine(words), streaming });
}

function buildFailure(text: string): OssLiveError | null {
  if (
    !/^rtmps?:\S+: Protocol not found|format 'flv' is not a suitable output|Unknown output format 'flv'/m.test(
      text,
    )
  )
    return null;
  return new CommandError('FfmpegUnfit', english`This ffmpeg was built without RTMP or FLV.`, 'ffmpeg', {
    hint: english`Install the full ffmpeg of your system, or name another.`,
    advice: { do: 'installFullFfmpeg' },
  });
}

/** Its own encoders are chosen by oss-live, unless the user's options choose others. */
function encoderFailure(text: string, { hasOptions }: PushFacts): OssLiveError | null {
  const [, encoder] = /^Unknown encoder '(.+)'/m.exec(text) ?? [];
  if (encoder === undefined || hasOptions) return null;
  const message = english`This ffmpeg was built without the encoder ${encoder}.`;
  return new CommandError('EncoderMissing', message, 'ffmpeg', {
    hint: english`Install the full ffmpeg of your system, or send what needs no encoding.`,
    advice: { do: 'sendUnencoded' },
  });
}

/** Sound can be left out, where pictures cannot. */
function decoderFailure(text: string): OssLiveError | null {
  const [, codec] =
    /Decoder \(codec (\w+)\) not found for input stream|no decoder found for: (\w+)/
      .exec(text)
      ?.filter(Boolean) ?? [];
  if (codec === undefined) return null;
  return new UsageError(english`This ffmpeg cannot decode ${codec}.`, {
    hint: english`If that is the sound, leave it out.`,
    advice: { do: 'leaveSoundOut' },
  });
}

/** Options that ffmpeg does not know are a mistake of whoever gave them. */
function optionFailure(text: string, { hasOptions }: PushFacts): OssLiveError | null {
  const [, complaint] =
    /^(Unrecognized option '.+'|Option \S+ not found|Unknown (?:en|de)coder '.+'|.*Error parsing option .*?)\.?$/m.exec(
      text,
    ) ?? [];
  if (!hasOptions || complaint === undefined) return null;
  return new UsageError(english`ffmpeg does not take the options that it was given: ${complaint}.`);
}

function connectionFailure(text: string, { streaming }: PushFacts): OssLiveError | null {
  const [, host, why] = /Failed to resolve hostname (\S+?): (.+)/.exec(text) ?? [];
  if (host !== undefined)
    return new NetworkError('HostNotFound', english`The host ${host} cannot be resolved: ${why}.`);
  const [, address, reason] = /Connection to (?:tcp|tls):\/\/([^?\s]+)\S* failed: (.+)/.exec(text) ?? [];
  if (address !== undefined) {
    return new NetworkError('ConnectionFailed', english`No connection to ${address} for RTMP: ${reason}.`, {
      hint: english`A firewall may close the RTMP port (1935 unless the endpoint names one).`,
    });
  }
  const [lost] =
    /Connection reset by peer|Broken pipe|End of file|Connection timed out|Operation timed out/.exec(text) ??
    [];
  if (
    /Cannot read RTMP handshake response/.test(text) ||
    (!streaming && /^rtmps?:\S+: Input\/output error/m.test(text))
  ) {
    return new NetworkError(
      'HandshakeFailed',
      english`The server does not speak RTMP, or does not answer: ${lost ?? english`garbled answer`}.`,
      {
        hint: english`Is the endpoint one that offers LiveChannel?`,
      },
    );
  }
  if (lost === undefined) return null;
  return new NetworkError('ConnectionLost', english`The connection to the server was lost: ${lost}.`, {
    hint: streaming ? english`What had been sent is stored; push again to go on.` : null,
  });
}

const CODEC_MISFITS = [
  /(?:Video|Audio) codec (\S+) not compatible with flv/,
  /Codec (\S+) is not supported in the official FLV specification/,
];

function codecFailure(text: string): OssLiveError | null {
  const codec = CODEC_MISFITS.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined);
  if (codec === undefined && !/Could not write header|Error initializing output stream/.test(text))
    return null;
  return new UsageError(english`${codec ?? english`The input`} does not fit into RTMP as it is.`, {
    hint: english`LiveChannel takes H.264 and AAC: let it be encoded.`,
    advice: { do: 'letEncode', unless: 'chosen' },
  });
}

function unknownFailure({ exitCode, signal, lines }: FfmpegEnd): OssLiveError {
  const last = lines.slice(-5).map((line) => maskLine(line.trim()));
  const how = signal === null ? english`exit code ${exitCode}` : signal;
  return new CommandError(
    'FfmpegFailed',
    english`ffmpeg failed (${how})${last.length > 0 ? `: ${last.join(' | ')}` : '.'}`,
    'ffmpeg',
  );
}
