import { emptyAnswer, type Half } from './call.js';
import { checkChannelName, refuseWhileLive } from './checks.js';

/** 204 for a channel that never existed, too (seen in the C++ SDK's tests). Its objects stay. */
export const deleteLiveChannel: Half = async (call) => {
  checkChannelName(call.channelName);
  await refuseWhileLive(call);
  await call.bucket.deleteChannel(call.channelName);
  return emptyAnswer(204);
};
