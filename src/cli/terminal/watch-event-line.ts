import { timeIn } from '../../protocol/time.js';
import type { ChannelEvent, Push, TroubleEvent } from '../../watch/index.js';
import { said, say } from '../say.js';
import { age } from './durations.js';
import { localTime } from './local-time.js';
import { wordFor } from './words.js';

/** `2024-03-05T14:07:08+08:00  cam-42  started  by 198.51.100.23:51234, H264 1920x1080` */
export function eventLine(event: ChannelEvent): string {
  const time = localTime(new Date(event.time));
  return [time, event.channelName, event.event, ...detail(event)].join('  ');
}

function detail(event: ChannelEvent): string[] {
  const { changes, message, state, remoteAddr } = event;
  switch (event.event) {
    case 'watching':
      return [message === null ? said(wordFor(state)) : say`${said(wordFor(state))}: ${said(message)}`];
    case 'started':
      return [[say`by ${remoteAddr ?? say`unknown`}`, ...format(event)].join(say`, `)];
    case 'stopped':
      return [say`by ${remoteAddr ?? say`unknown`}${lasted(event)}`];
    case 'changed':
      return [changes.map(({ property, from, to }) => say`${property} from ${from} to ${to}`).join(say`, `)];
    case 'refused':
    case 'unreachable':
      return message === null ? [] : [said(message)];
    case 'reachable':
      return [said(wordFor(state))];
    default:
      return [];
  }
}

/** Up to one interval too long, as the time is. */
function lasted({ connectedTime, time }: ChannelEvent): string {
  const connected = timeIn(connectedTime ?? '');
  return connected === null ? '' : say`, after ${age(connected, new Date(time))}`;
}

function format({ video }: Push): string[] {
  if (video === null) return [];
  return [`${video.codec ?? say`video`} ${video.width ?? '?'}x${video.height ?? '?'}`];
}

/** In the words of the command line. */
export function troubleLine({ trouble, message, about, reason }: TroubleEvent): string {
  if (trouble !== 'exec' || about === null) return said(message);
  return say`--exec for ${about.event} of ${about.channelName} failed: ${said(reason ?? '')}.`;
}
