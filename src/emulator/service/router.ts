import { type OperationName, operations } from '../../client/operations/index.js';
import type { Wire } from '../../protocol/wire.js';
import { STORAGE_RULES, type StorageOperation } from './storage-rules.js';

export type ServedOperation = OperationName | StorageOperation;

export interface Route {
  operation: ServedOperation;
  /** The key, or what precedes its first slash when the operation names a playlist too. */
  channelName: string;
  playlistName: string;
  /** The operation's own parameters that have a value. */
  parameters: Readonly<Record<string, string>>;
}

type Query = ReadonlyMap<string, string | null>;

/** Parameters that select or change an operation. One that is not served must not be ignored. */
const SUB_RESOURCES: ReadonlySet<string> = new Set(
  [
    'accessMonitor accessPoint accessPointPolicy acl append archiveDirectRead asyncFetch bucketArchiveDirectRead',
    'bucketInfo callback callback-var cleanRestoredObject cname comp continuation-token cors delete delimiter',
    'encryption httpsConfig inventory lifecycle list-type live location logging metaQuery objectInfo objectMeta',
    'partNumber policy policyStatus position publicAccessBlock qos qosInfo rbpolicy redundancyTransition referer',
    'regionList replication replicationLocation replicationProgress requestPayment resourceGroup',
    'response-cache-control response-content-disposition response-content-encoding response-content-language',
    'response-content-type response-expires restore rtc seal select/meta sequential stat style styleName symlink',
    'tagging transferAcceleration udf uploadId uploads versionId versioning versions vod website worm wormExtend',
    'wormId x-oss-async-process x-oss-process x-oss-traffic-limit',
  ].flatMap((line) => line.split(' ')),
);

/** The bucket and the key that a request is for; null and '' for none. */
interface Target {
  bucketName: string | null;
  key: string;
}

/** What a request asks for; null when that is nothing this server does. */
export function routeOf(method: string, { bucketName, key }: Target, query: Query): Route | null {
  const ofChannel = bucketName !== null && (query.has('live') || query.has('vod'));
  const path = bucketName === null ? 'service' : key === '' ? 'bucket' : 'object';
  const route = ofChannel ? liveRoute(method, key, query) : storageRoute(method, path, query);
  if (route === null) return null;
  const served = new Set([...route.selectors, ...route.parameterNames]);
  if ([...query.keys()].some((name) => SUB_RESOURCES.has(name) && !served.has(name))) return null;
  const parameters = route.parameterNames
    .map((name) => [name, query.get(name) ?? ''] as const)
    .filter(([, value]) => value !== '');
  return { ...route.target, parameters: Object.fromEntries(parameters) };
}

interface Match {
  target: Omit<Route, 'parameters'>;
  selectors: readonly string[];
  parameterNames: readonly string[];
}

/**
 * Of the operations whose fixed parameters are all there, the one with the most of them, then the one whose path
 * fits, then the one with the most own parameters. A path that does not fit is for the operation to refuse: it
 * knows what is wrong with the name.
 */
function liveRoute(method: string, key: string, query: Query): Match | null {
  const fitness = (wire: Wire): number =>
    Object.keys(wire.query).length * 100 +
    Number((wire.path === 'bucket') === (key === '')) * 10 +
    wire.parameters.filter((name) => query.has(name)).length;
  const [best] = operations
    .filter(({ wire }) => wire.method === method && hasFixed(wire, query))
    .sort((a, b) => fitness(b.wire) - fitness(a.wire));
  if (best === undefined) return null;
  const slash = best.wire.path === 'playlist' ? key.indexOf('/') : -1;
  return {
    target: {
      operation: best.name,
      channelName: slash < 0 ? key : key.slice(0, slash),
      playlistName: slash < 0 ? '' : key.slice(slash + 1),
    },
    selectors: Object.keys(best.wire.query),
    parameterNames: best.wire.parameters,
  };
}

function hasFixed(wire: Wire, query: Query): boolean {
  return Object.entries(wire.query).every(([name, value]) => {
    const given = query.get(name);
    return given !== undefined && (given ?? '') === (value ?? '');
  });
}

function storageRoute(method: string, path: string, query: Query): Match | null {
  const rule = STORAGE_RULES.find(
    ({ selector, ...rest }) =>
      rest.method === method &&
      rest.path === path &&
      (selector === null || (query.has(selector[0]) && (query.get(selector[0]) ?? '') === selector[1])),
  );
  if (rule === undefined) return null;
  return {
    target: { operation: rule.operation, channelName: '', playlistName: '' },
    selectors: rule.selector === null ? [] : [rule.selector[0]],
    parameterNames: rule.parameters,
  };
}
