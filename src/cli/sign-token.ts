import type { Settings } from '../settings/settings.js';
import { rememberedToken } from '../settings/state.js';
import type { Context } from './context.js';

/** Whether a token goes into the signature of a publish URL: as asked, else as `doctor --publish` has found out. */
export async function signsToken(context: Context, settings: Settings, asked: boolean): Promise<boolean> {
  if (!asked || !settings.credentials.securityToken) return asked;
  return (await rememberedToken(context, settings)) !== 'unsigned';
}
