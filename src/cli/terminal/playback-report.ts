import { english } from '../../english.js';
import type { CorsGap, Playback } from '../../recording/index.js';
import type { Output } from '../context.js';
import { say } from '../say.js';

interface Reported extends Playback {
  /** The page that was asked about; null: any. */
  origin: string | null;
  /** Why that one may not play it, as far as the rules of the bucket tell. */
  cors: CorsGap | null;
  signatureVersion: 'v4' | 'v1';
  /** Whether the security token ends at a time that is not known. */
  hasOpenToken: boolean;
}

/** Says on stderr what was found about a link: whether it is signed, until when it plays, and where it does not. */
export function reportPlayback(found: Reported, output: Pick<Output, 'note' | 'warn' | 'time'>): void {
  const { isPublic, validity, wasTried, signatureVersion, hasOpenToken } = found;
  const { note, warn, time } = output;
  if (validity === null) {
    note(say`Anybody may read it without a signature: the URL plays as it is, and does not expire.`);
  } else {
    note(
      isPublic === false
        ? say`The bucket gives it to nobody without a signature: the link is signed.`
        : say`Whether it can be read without a signature was not found out: the link is signed.`,
    );
    const until = time(validity.expiresAt);
    if (validity.cutBy === 'sevenDays')
      warn(say`A signed URL is good for seven days at most: this one until ${until}.`);
    else if (validity.cutBy === 'token')
      warn(say`The link is good no longer than the security token: until ${until}.`);
    else note(say`The link is good until ${until}.`);
    if (hasOpenToken) note(say`It ends before that with its security token, whose end is not known.`);
    if (!wasTried) warn(say`Whether the link plays was not found out: it had no answer that says so.`);
    if (signatureVersion === 'v4') note(wasTried ? say`${ABOUT_V4} This link was answered.` : ABOUT_V4);
  }
  if (found.allowsOrigin !== null) reportOrigin(found, note);
}

const ABOUT_V4 = english`V4 is assumed for hls/sign, every public example is V1: if a player gets 403, add --sign-version v1.`;

function reportOrigin({ allowsOrigin, origin, cors }: Reported, note: Output['note']): void {
  if (origin !== null) note(allowsOrigin ? say`A web page of ${origin} may play it.` : gapText(origin, cors));
  else if (!allowsOrigin)
    note(
      say`A web page elsewhere plays it only with a CORS rule for its origin (AllowedOrigin) and AllowedMethod GET; no rule is for every origin, --origin looks for that of one.`,
    );
}

function gapText(origin: string, cors: CorsGap | null): string {
  switch (cors?.kind) {
    case 'noRules':
      return say`A web page of ${origin} cannot play it: the bucket has no CORS rule. It needs one with AllowedOrigin ${origin} and AllowedMethod GET.`;
    case 'noOrigin':
      return say`A web page of ${origin} cannot play it: of the CORS rules of the bucket (${cors.rules}) none is for its origin. Add one with AllowedOrigin ${origin} and AllowedMethod GET.`;
    case 'noMethod':
      return say`A web page of ${origin} cannot play it: CORS rule ${cors.rule} of the bucket is for its origin, but not for GET. Add AllowedMethod GET to it.`;
    case 'allowed':
      return say`A web page of ${origin} cannot play it, though CORS rule ${cors.rule} of the bucket allows it: what answered in its place, such as a CDN, does not say so. Rules also take a while to come into force.`;
    default:
      return say`A web page of ${origin} cannot play it: the bucket lacks a CORS rule with AllowedOrigin ${origin} and AllowedMethod GET.`;
  }
}
