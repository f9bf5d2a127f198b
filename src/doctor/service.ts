import { english } from '../english.js';
import { ServiceError } from '../errors.js';
import { aboutAll, type Shared, sharedRefusal } from './answers.js';
import { type Finding, failed, failedBy, notTested, ok, type ProbeName, warning } from './finding.js';
import { isAbsent, type Judging, judged, whyNot } from './judged.js';
import { permissionFindings } from './permissions.js';

const SKEWED_SECONDS = 60;
const TOO_SKEWED_SECONDS = 900;

export function serviceFindings(judging: Judging): Finding[] {
  const shared = sharedRefusal(judging.answers);
  const about = shared === null ? null : aboutAll(shared);
  return [
    credentialsFinding(judging, shared, about),
    ...bucketFindings(judging, shared, about),
    ...channelFindings(judging, about),
    ...permissionFindings(judging, about),
  ];
}

/** By how many seconds this clock is ahead; null when nobody told the time. */
export function clockFinding(aheadSeconds: number | null, skewMs: number): Finding {
  const seconds = skewMs !== 0 ? -skewMs / 1000 : aheadSeconds;
  if (seconds === null) return notTested('clock', english`the endpoint told no time`);
  const off = Math.abs(Math.round(seconds));
  const told = seconds > 0 ? english`this clock is ${off}s ahead` : english`this clock is ${off}s behind`;
  const details = { advice: { do: 'setClock' } } as const;
  if (off > TOO_SKEWED_SECONDS || skewMs !== 0) {
    return failed('clock', english`${told}: signatures are refused from 15 minutes on`, 'denied', details);
  }
  return off > SKEWED_SECONDS
    ? warning('clock', told, details)
    : ok('clock', off < 2 ? english`right` : told);
}

function credentialsFinding(
  { answers, isCutOff }: Judging,
  shared: ServiceError | null,
  about: Shared | null,
) {
  if (shared !== null && about === 'credentials') return failedBy('credentials', shared);
  const { skewMs: _, ...asked } = answers;
  const isKnown = Object.values(asked).some(
    ({ value, error }) =>
      value !== null || (error instanceof ServiceError && error.httpStatus < 500 && aboutAll(error) === null),
  );
  if (isKnown) return ok('credentials', english`the service accepts them`);
  return notTested(
    'credentials',
    isCutOff ? english`there is no way to the endpoint` : (whyNot(about) ?? english`nothing was answered`),
  );
}

function bucketFindings(judging: Judging, shared: ServiceError | null, about: Shared | null): Finding[] {
  const { answers, bucket, region } = judging;
  const untested = (names: readonly ProbeName[], why: string) => names.map((name) => notTested(name, why));
  if (shared !== null && about === 'bucket')
    return [
      failedBy('bucket', shared),
      ...untested(['region', 'acl', 'cors', 'lifecycle'], english`there is no such bucket`),
    ];
  if (shared !== null && about === 'region') {
    const { Endpoint: endpoint } = shared.extra;
    const found = failedBy('region', shared);
    const elsewhere =
      endpoint === undefined
        ? found
        : { ...found, hint: null, advice: { do: 'giveEndpoint', endpoint } as const };
    const rest = untested(['acl', 'cors', 'lifecycle'], english`the bucket is elsewhere`);
    return [notTested('bucket', english`it is elsewhere`), elsewhere, ...rest];
  }
  const info = judged('bucket', answers.bucket, judging, about, { optional: true });
  if (info.finding !== null) {
    const why = english`GetBucketInfo was not answered`;
    return [info.finding, ...untested(['region', 'acl'], why), ...rulesFindings(judging, about)];
  }
  const { location, acl, storageClass, hasHierarchicalNamespace } = info.value;
  const isArchive = /archive/i.test(storageClass ?? '');
  const place = english`${bucket} in ${location ?? english`an unknown region`}`;
  const told = storageClass === null ? place : english`${place}, ${storageClass}`;
  return [
    hasHierarchicalNamespace
      ? failed(
          'bucket',
          english`${bucket} has a hierarchical namespace, and such a bucket has no live channels`,
          'conflict',
        )
      : isArchive
        ? warning('bucket', english`${told}: segments have to be restored before they play`)
        : ok('bucket', told),
    regionFinding(location, region),
    aclFinding(acl, judging),
    ...rulesFindings(judging, about),
  ];
}

function regionFinding(location: string | null, region: string | null): Finding {
  const actual = location?.replace(/^oss-/, '') ?? null;
  if (actual === null || region === null) return notTested('region', english`it is not known`);
  if (actual === region) return ok('region', english`endpoint, region and bucket agree: ${region}`);
  const advice = { do: 'giveEndpoint', endpoint: `oss-${actual}.aliyuncs.com` } as const;
  return failed('region', english`the bucket is in ${actual}, and ${region} is what signs`, 'configuration', {
    advice,
  });
}

function aclFinding(acl: string | null, { bucket, channelName }: Judging): Finding {
  if (acl === null) return notTested('acl', english`the service did not say`);
  if (acl === 'public-read-write') {
    const message = english`public-read-write: anybody may push to its channels and overwrite what is there`;
    return warning('acl', message, { advice: { do: 'closeBucket', bucket } });
  }
  if (acl === 'private') {
    const advice = channelName === null ? null : ({ do: 'signLink', channelName } as const);
    return ok('acl', english`private: who plays needs a signed link`, { advice });
  }
  return ok('acl', english`${acl}: anybody may play`);
}

function rulesFindings(judging: Judging, about: Shared | null): Finding[] {
  const { answers, bucket, channelName } = judging;
  const cors = judged('cors', answers.cors, judging, about, { optional: true });
  const lifecycle = judged('lifecycle', answers.lifecycle, judging, about, { optional: true });
  return [corsOf(), lifecycleOf()];

  function corsOf(): Finding {
    const none = warning('cors', english`no rule: a page of another site cannot play`, {
      advice: { do: 'allowOrigins', bucket },
    });
    if (isAbsent(answers.cors, 'NoSuchCORSConfiguration')) return none;
    if (cors.finding !== null) return cors.finding;
    const origins = cors.value.rules
      .filter(({ allowedMethods }) => allowedMethods.includes('GET'))
      .flatMap(({ allowedOrigins }) => allowedOrigins);
    return origins.length === 0 ? none : ok('cors', english`pages of ${[...new Set(origins)]} may play`);
  }
  function lifecycleOf(): Finding {
    const advice = { do: 'expireSegments', channelName } as const;
    const none = warning('lifecycle', english`no rule: segments stay, and cost, for ever`, { advice });
    if (isAbsent(answers.lifecycle, 'NoSuchLifecycle')) return none;
    if (lifecycle.finding !== null) return lifecycle.finding;
    const prefixes = expiringPrefixes(lifecycle.value.document);
    const covering = prefixes.filter(
      (prefix) => channelName === null || `${channelName}/`.startsWith(prefix),
    );
    if (covering.length > 0)
      return ok(
        'lifecycle',
        covering.includes('')
          ? english`segments below everything end by rule`
          : english`segments below ${covering} end by rule`,
      );
    if (prefixes.length === 0) return none;
    return warning('lifecycle', english`no rule for ${channelName}/: its segments stay, and cost, for ever`, {
      advice,
    });
  }
}

/** Of the rules that are on and end something. */
function expiringPrefixes(document: string): string[] {
  return [...document.matchAll(/<Rule>([\s\S]*?)<\/Rule>/g)].flatMap(([, rule = '']) => {
    const isOn = /<Status>\s*Enabled\s*<\/Status>/.test(rule) && /<(Expiration|Transition)>/.test(rule);
    return isOn ? [/<Prefix>([^<]*)<\/Prefix>/.exec(rule)?.[1] ?? ''] : [];
  });
}

function channelFindings(judging: Judging, about: Shared | null): Finding[] {
  const { answers, channelName } = judging;
  if (channelName === null) {
    const first = answers.list.value?.channels[0]?.name ?? null;
    const advice = { do: 'examineChannel', channelName: first } as const;
    return [
      notTested('channel', english`none is named`, { advice }),
      notTested('live', english`no channel is named`),
    ];
  }
  const info = judged('channel', answers.info, judging, about);
  const stat = judged('live', answers.stat, judging, about);
  if (isAbsent(answers.info, 'NoSuchLiveChannel')) {
    const absent = failed('channel', english`there is no channel ${channelName}`, 'notFound', {
      advice: { do: 'createNamed', channelName },
    });
    return [absent, notTested('live', english`there is no such channel`)];
  }
  return [channelOf(), liveOf()];

  function channelOf(): Finding {
    if (info.finding !== null) return info.finding;
    const { status, target } = info.value;
    const told = english`${channelName}, segments of ${target?.fragDuration ?? '?'}s, ${target?.playlistName ?? 'playlist.m3u8'}`;
    if (status !== 'disabled') return ok('channel', english`${told}, enabled`);
    return failed('channel', english`${channelName} is disabled: nobody can push`, 'conflict', {
      advice: { do: 'enableNamed', channelName: channelName ?? '' },
    });
  }
  function liveOf(): Finding {
    if (stat.finding !== null) return stat.finding;
    const { status, remoteAddr } = stat.value;
    return ok(
      'live',
      status === 'Live'
        ? english`on air, from ${remoteAddr ?? english`somewhere`}`
        : english`nobody is pushing`,
    );
  }
}
