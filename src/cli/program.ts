import type { Writable } from 'node:stream';
import type { Client } from '../client/client.js';
import { redact } from '../client/redact.js';
import { english, listed } from '../english.js';
import { isNoSuchChannel, ServiceError, UsageError } from '../errors.js';
import type { Credentials, Transport } from '../protocol/wire.js';
import { type ChosenChannel, chooseChannel } from '../settings/choose-channel.js';
import { type ResolvedSettings, resolveSettings, type Settings } from '../settings/settings.js';
import type { GivenOptions } from '../settings/sources.js';
import { withBucket } from './addresses.js';
import type { Invocation } from './command.js';
import type { Context, Output } from './context.js';
import { EXIT } from './exit-codes.js';
import { languageOf } from './language.js';
import { type Asked, parseArgv } from './parse.js';
import { said, say, speak, spoken } from './say.js';
import { secretsIn } from './secrets.js';
import { splitAtDashes } from './split-at-dashes.js';
import { type ReportFlags, reportError } from './terminal/error-report.js';
import { createOutput } from './terminal/output.js';

/** For `main.ts`, which imports nothing before it knows that more than the version is asked for. */
export { english } from '../english.js';
export { CommandError, InterruptedError } from '../errors.js';
export { exitCodeOf } from './exit-codes.js';
export { firstWithoutStream } from './first-write.js';

/** What must not be shown of the command line that runs in a context; grows when credentials are found. */
const known = new WeakMap<Context, string[]>();

/** Runs one command line, without the program's name. Resolves with the exit code; never rejects. */
export async function run(argv: readonly string[], context: Context): Promise<number> {
  const secrets = secretsIn(argv, context.env);
  known.set(context, secrets);
  let flags = flagsInText(argv);
  let invocation: Invocation | null = null;
  try {
    if (argv[0] === '__relay-worker') return await carryMedia(context);
    // What programs read is English.
    const language = flags.json ? 'en' : languageOf(argv, context.env);
    if (language !== spoken()) speak(language);
    if (argv[0] === '__complete') return await answerShell(argv.slice(1), context);
    const asked = await parseArgv(argv, context.stdout);
    if (asked === null) return EXIT.done;
    flags = asked.flags;
    const found = withBucket(asked);
    const output = createOutput(context, flags);
    invocation = createInvocation(context, found, { output, secrets });
    return (await found.command.run(invocation)) ?? EXIT.done;
  } catch (error) {
    if (invocation !== null && error instanceof ServiceError && isNoSuchChannel(error)) {
      const { suggestChannel } = await import('./near-channel.js');
      await suggestChannel(error, { argv, client: invocation.client, signal: context.signal });
    }
    return reportError(error, context, { flags, secrets });
  }
}

/** For a relay that runs in another process, as it says. Signals are for that one: it ends this one in order. */
async function carryMedia(context: Context): Promise<number> {
  const { runRelayWorker } = await import('../relay/index.js');
  await runRelayWorker({ input: context.stdin, output: context.stdout as Writable, onExit: context.onExit });
  return EXIT.done;
}

/** Somebody is typing: nothing but words may come. */
async function answerShell(argv: readonly string[], context: Context): Promise<number> {
  try {
    if (argv[0] === 'remember')
      await (await import('./completion/remember.js')).remember(argv.slice(1), context);
    else await (await import('./completion/complete.js')).complete(argv, context);
  } catch {
    // Without an answer the shell does as if it had not asked.
  }
  return EXIT.done;
}

/** For an error that reached nobody, such as one in an event handler. Resolves with the exit code. */
export function reportUncaught(error: unknown, argv: readonly string[], context: Context): Promise<number> {
  const secrets = known.get(context) ?? secretsIn(argv, context.env);
  return reportError(error, context, { flags: flagsInText(argv), secrets });
}

/** How to report that a command line cannot be parsed has to be read without parsing it. */
function flagsInText(argv: readonly string[]): ReportFlags {
  const [options] = splitAtDashes(argv);
  return {
    json: options.includes('--json'),
    verbose: options.includes('--verbose') || options.includes('-v'),
    color: !options.includes('--no-color'),
  };
}

const REASONS = {
  chosen: english`chosen with oss-live use`,
  lastCreated: english`the one last created here`,
} as const;

/** Gives a command what it needs, each thing when it is first asked for. `secrets` takes what must not be shown. */
function createInvocation(
  context: Context,
  asked: Asked,
  { output, secrets }: { output: Output; secrets: string[] },
): Invocation {
  const { flags, words, passthrough } = asked;
  const settings = once(async () => {
    const resolved = await resolveSettings(context, flags);
    const { credentials, renewCredentials: renew, overridden } = resolved;
    if (overridden.variables.length > 0) output.note(overriddenNote(overridden, flags.profile !== undefined));
    hide(credentials);
    return { ...resolved, renewCredentials: renew && (async () => hide(await renew())) };
  });
  async function connectWith(changes: Partial<Settings>, transport?: Transport): Promise<Client> {
    const { connect } = await import('./connect.js');
    const found = { ...(await settings()), ...changes };
    return connect({ context, transport: transport ?? null, settings: found, flags, output, secrets });
  }
  const client = once(() => connectWith({}));

  function hide(credentials: Credentials): Credentials {
    const { accessKeySecret, securityToken } = credentials;
    for (const secret of [accessKeySecret, securityToken])
      if (secret && !secrets.includes(secret)) secrets.push(secret);
    return credentials;
  }
  async function channel(argument: string | undefined): Promise<ChosenChannel> {
    const named = argument ?? flags.channel;
    if (flags.channel !== undefined && flags.channel !== named) throw namedTwice(named, flags.channel);
    const chosen = await chooseChannel({ around: context, named, settings, client });
    const { channelName, why } = chosen;
    if (why === 'named') return chosen;
    const reason =
      why === 'only' ? say`the only channel of bucket ${(await settings()).bucket}` : said(REASONS[why]);
    output.note(say`Channel ${channelName} (${reason})`);
    return chosen;
  }
  function inPlace(place: GivenOptions): Invocation {
    const given = Object.entries(flags).filter(([, value]) => value !== undefined);
    const merged = { ...place, ...Object.fromEntries(given) } as typeof flags;
    return createInvocation(context, { ...asked, flags: merged }, { output, secrets });
  }
  const mask = (text: string) => redact(text, secrets);
  return {
    context,
    flags,
    words,
    passthrough,
    output,
    mask,
    settings,
    client,
    connectWith,
    inPlace,
    channel,
  };
}

function overriddenNote({ by, variables }: ResolvedSettings['overridden'], isOption: boolean): string {
  const way = isOption ? say`leave --profile out` : say`unset OSS_PROFILE`;
  return say`The ${said(by ?? '')} overrides ${listed(variables, 'and')}; to use them: ${way}`;
}

function namedTwice(argument: string | undefined, option: string): UsageError {
  return new UsageError(english`Which channel? ${argument} is the argument, and --channel says ${option}.`, {
    hint: english`Name it once: leave out the argument or --channel.`,
  });
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
