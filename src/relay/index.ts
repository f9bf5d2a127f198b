export { applyChange } from './channels/apply.js';
export { type ChannelChange, planChannels, settingsOf } from './channels/plan.js';
export { readChannelsFile } from './channels/read-file.js';
export { fileDocument, writeChannelsFile } from './channels/write-file.js';
