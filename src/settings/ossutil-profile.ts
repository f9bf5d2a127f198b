import { readEndpoint } from '../client/endpoint.js';
import { english } from '../english.js';
import { ConfigurationError } from '../errors.js';
import type { Addressing } from '../protocol/wire.js';
import type { OfOneBucket, OssutilConfig, OssutilProfile } from './ossutil-config.js';
import { type CredentialSource, keyOf, type Place } from './place.js';
import { roleOf } from './role.js';

export function fromOssutil(config: OssutilConfig, name: string): Place {
  const profile = inherited(config, name);
  const source = english`profile ${name} in ${config.file}`;
  return {
    source,
    isFile: true,
    credential: credentialOf(config, profile, { name, source }),
    endpoint: profile.endpoint || profile.host || null,
    region: profile.region || null,
    bucket: profile.bucket || null,
    addressing: addressingIn(profile, english`Profile ${name}`),
    ofBucket: (bucket) => ofBucket(config, profile, bucket),
  };
}

const KEY_PARTS = ['accesskeyid', 'accessid', 'accesskeysecret', 'accesskey', 'ststoken', 'securitytoken'];
/** All that says how keys are had: taken over together or not at all. */
const CREDENTIAL = [...KEY_PARTS, 'mode', 'rolearn', 'ramrolearn', 'ecsrolename'];

/** A profile with what its source_profile adds. */
function inherited(config: OssutilConfig, name: string, below: readonly string[] = []): OssutilProfile {
  const profile = config.profiles.get(name);
  if (profile === undefined || below.includes(name)) {
    const message = english`Profile ${below.at(-1)} in ${config.file} builds on ${name}, which it cannot.`;
    throw new ConfigurationError(message, { hint: english`Correct its source_profile.` });
  }
  if (!profile.sourceprofile) return profile;
  const source = inherited(config, profile.sourceprofile, [...below, name]);
  const hasKey = KEY_PARTS.some((part) => profile[part]);
  const kept = Object.entries(source).filter(([key]) => !(hasKey && CREDENTIAL.includes(key)));
  return { ...Object.fromEntries(kept), ...profile };
}

/** As ossutil spells them; a file may in any letter case. */
const MODES = ['AK', 'StsToken', 'RamRoleArn', 'EcsRamRole'];

/** ossutil, lib/command.go: without a mode a key is used as it is, and only without a key the AkService is asked. */
function credentialOf(
  { akServiceUrl, profiles }: OssutilConfig,
  profile: OssutilProfile,
  { name, source }: { name: string; source: string },
): CredentialSource | null {
  const value = (...names: string[]) => names.map((key) => profile[key]).find((text) => text) ?? null;
  const asked = value('mode') ?? '';
  const mode = MODES.find((known) => known.toLowerCase() === asked.toLowerCase()) ?? asked;
  const parts = [
    value('accesskeyid', 'accessid'),
    value('accesskeysecret', 'accesskey'),
    mode === 'AK' ? null : value('ststoken', 'securitytoken'),
  ] as const;
  const service = name === 'default' && profiles.has('default') ? akServiceUrl : null;
  const isServed =
    service !== null &&
    ((mode === '' && parts[0] === null) || (mode === 'EcsRamRole' && !value('ecsrolename')));
  if (isServed) {
    const served = { name, mode: 'CredentialsURI', credentials_uri: service };
    return roleOf(english`${source} (AkService)`, served, null);
  }
  if (mode === '' || mode === 'AK' || mode === 'StsToken') {
    const names = ['accessKeyId', 'accessKeySecret', 'stsToken'] as const;
    return keyOf(source, parts, names, { isTemporary: mode === 'StsToken' });
  }
  const role = {
    ...{ name, mode, access_key_id: parts[0], access_key_secret: parts[1], sts_token: parts[2] },
    ram_role_arn: value('rolearn', 'ramrolearn'),
    ram_session_name: value('rolesessionname'),
    ram_role_name: value('ecsrolename'),
    sts_region: value('stsregion'),
    expired_seconds: value('tokentimeout'),
    external_id: value('externalid'),
  };
  return roleOf(english`${source} (${mode})`, role, null);
}

/** Where one bucket is when the file says so: never at the endpoint, or signed with the region, of all the others. */
function ofBucket(config: OssutilConfig, profile: OssutilProfile, bucket: string): Partial<Place> | null {
  const about = config.buckets.filter(
    (one) => one.bucket === bucket && (one.set === null || !profile.buckets || one.set === profile.buckets),
  );
  // ossutil 1 looks for a custom domain first.
  const [found] = [...about.filter(({ keys }) => keys.addressingstyle === 'cname'), ...about];
  if (found === undefined) return null;
  const { endpoint, region, addressingstyle: style } = found.keys;
  const subject = english`[${found.section}] in ${config.file}, bucket ${bucket}`;
  if (!endpoint && !region && !style) throw unreadable(subject, found);
  const addressing = addressingIn(style ? found.keys : profile, subject);
  if (!endpoint && !region) return { addressing };
  return {
    endpoint: endpoint || null,
    region: region || regionAt(endpoint) || profile.region || null,
    addressing,
  };
}

function regionAt(endpoint: string | undefined): string | null {
  try {
    return endpoint ? readEndpoint(endpoint).region : null;
  } catch {
    // Found again, and said, where the endpoint is taken.
    return null;
  }
}

function addressingIn({ addressingstyle: style, forcepathstyle: force }: OssutilProfile, subject: string) {
  if (!style) return force === 'true' ? 'path' : null;
  const known: readonly Addressing[] = ['virtual', 'path', 'cname'];
  const addressing = known.find((name) => name === style.toLowerCase());
  if (addressing !== undefined) return addressing;
  throw new ConfigurationError(english`${subject}: there is no addressing style ${style}.`, {
    hint: english`It is virtual, path or cname.`,
  });
}

function unreadable(subject: string, { bucket }: OfOneBucket): ConfigurationError {
  return new ConfigurationError(english`${subject}: oss-live cannot read what it says.`, {
    hint: english`Write it as: ${bucket} = region=cn-hangzhou, endpoint=oss-cn-hangzhou.aliyuncs.com`,
  });
}
