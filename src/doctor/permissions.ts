import { english } from '../english.js';
import { ServiceError } from '../errors.js';
import type { Shared } from './answers.js';
import { type Finding, ok } from './finding.js';
import { type Judging, judged } from './judged.js';

/** What shows that the request was allowed although it came to nothing. */
const ALLOWED: Readonly<Record<'list' | 'history' | 'objects' | 'read' | 'vod' | 'status' | 'save', RegExp>> =
  {
    list: /^$/,
    history: /^NoSuchLiveChannel$|^0026-00000021$/,
    objects: /^$/,
    read: /^NoSuchKey$|^0026-00000001$|^Http404$|^NoSuchLiveChannel$/,
    vod: /^0044-00000308$|^NoSuchLiveChannel$/,
    status: /^NoSuchLiveChannel$|^0026-00000021$/,
    save: /^0044-00000308$|^NoSuchLiveChannel$/,
  };

const ACTIONS = {
  ...{ list: 'oss:ListLiveChannel', history: 'oss:GetLiveChannelHistory', objects: 'oss:ListObjects' },
  ...{ read: 'oss:GetObject', vod: 'oss:GetVodPlaylist' },
  ...{ status: 'oss:PutLiveChannelStatus', save: 'oss:PostVodPlaylist' },
} as const;

export function permissionFindings(judging: Judging, about: Shared | null): Finding[] {
  const { answers } = judging;
  return (Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).map((name) => {
    const { error } = answers[name];
    const inferred = name === 'status' || name === 'save';
    const isAllowed =
      error === null ||
      (error instanceof ServiceError &&
        [error.code, error.ec ?? ''].some((word) => word !== '' && ALLOWED[name].test(word)));
    if (isAllowed) return ok(name, english`${ACTIONS[name]} is allowed`, { inferred });
    const { finding } = judged<unknown>(name, answers[name], judging, about);
    return finding?.state === 'failed' ? { ...finding, inferred } : (finding ?? ok(name, ACTIONS[name]));
  });
}
