import { Refusal, refusalOf } from '../refusals.js';
import { emptyAnswer, type Half } from './call.js';
import { checkChannelName, existingChannel, refuseWhileLive } from './checks.js';

/** While somebody is pushing only `disabled` is allowed; it cuts the push. */
export const putLiveChannelStatus: Half = async (call) => {
  const { bucket, channelName, pushes, parameters } = call;
  checkChannelName(channelName);
  const status = parameters.status ?? '';
  if (status !== 'enabled' && status !== 'disabled') throw refusalOf('badStatusParameter', 'status', status);
  existingChannel(bucket, channelName);
  if (status === 'enabled') await refuseWhileLive(call);
  if ((await bucket.setStatus(channelName, status)) === null) throw new Refusal('noSuchLiveChannel');
  if (status === 'disabled') pushes.disable(bucket.name, channelName);
  return emptyAnswer(200);
};
