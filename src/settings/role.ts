import type { AliyunProfile } from './config-files.js';
import type { Role, RoleCredentials } from './place.js';

/** Keys to be had as a profile of the Aliyun CLI says; `find` knows those that it may build on. */
export function roleOf(
  source: string,
  profile: AliyunProfile,
  find: (name: string) => AliyunProfile | undefined,
): Role {
  let asking: Promise<RoleCredentials> | undefined;
  const resolve = async () => {
    asking ??= import('./role-credentials.js').then(({ roleCredentials }) => roleCredentials(profile, find));
    return (await asking)();
  };
  return { kind: 'role', source, resolve };
}
