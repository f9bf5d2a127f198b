import type { XmlElement } from '../../../protocol/xml.js';
import type { LiveStat } from '../backend.js';
import { isoSeconds } from '../instant.js';
import { type Half, xmlAnswer } from './call.js';
import { existingChannel } from './checks.js';

export const getLiveChannelStat: Half = ({ bucket, channelName, pushes }) => {
  const { status } = existingChannel(bucket, channelName);
  const stat = pushes.stat(bucket.name, channelName);
  if (status === 'disabled') return xmlAnswer(['LiveChannelStat', [['Status', 'Disabled']]]);
  if (stat === null) return xmlAnswer(['LiveChannelStat', [['Status', 'Idle']]]);
  return xmlAnswer(['LiveChannelStat', live(stat)]);
};

/** Video and Audio are there once they are known. Bandwidth is in bytes per second. */
function live({ connectedMs, remoteAddress, video, audio }: LiveStat): XmlElement[] {
  const elements: XmlElement[] = [
    ['Status', 'Live'],
    ['ConnectedTime', isoSeconds(connectedMs)],
    ['RemoteAddr', remoteAddress],
  ];
  if (video !== null) {
    elements.push([
      'Video',
      [
        ['Width', String(video.width)],
        ['Height', String(video.height)],
        ['FrameRate', wholeNumber(video.frameRate)],
        ['Bandwidth', wholeNumber(video.bandwidth)],
        ['Codec', video.codec],
      ],
    ]);
  }
  if (audio !== null) {
    elements.push([
      'Audio',
      [
        ['Bandwidth', wholeNumber(audio.bandwidth)],
        ['SampleRate', String(audio.sampleRate)],
        ['Codec', audio.codec],
      ],
    ]);
  }
  return elements;
}

function wholeNumber(value: number): string {
  return String(Math.round(value));
}
