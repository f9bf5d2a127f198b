// Every text of the player that people read, page and answers alike; Chinese is the same table in chinese.ts.

/** What can be in the way of watching. */
export type Problem =
  | 'denied'
  | 'badKey'
  | 'expiredKey'
  | 'noBucket'
  | 'noChannel'
  | 'gone'
  | 'archived'
  | 'noPlaylist'
  | 'nothingRecorded'
  | 'foreign'
  | 'unreadable'
  | 'unreachable'
  | 'noFfmpeg'
  | 'noPicture'
  | 'busy'
  | 'badRequest'
  | 'tooLong'
  | 'rangeEnd'
  | 'notHere'
  | 'onlyGet'
  | 'wrongHost'
  | 'otherSite'
  | 'bug';

const problems: Readonly<Record<Problem, string>> = {
  denied: 'The key of this player may not read this: it lacks a permission on the bucket.',
  badKey: 'The service does not accept the key of this player.',
  expiredKey: 'The temporary key of this player has expired. Start the player again with a new one.',
  noBucket: 'There is no such bucket, or it is in another region.',
  noChannel: 'There is no such channel.',
  gone: 'This part of the recording is not in the bucket any more.',
  archived: 'This part of the recording is archived. It has to be restored before it plays.',
  noPlaylist: 'Nothing was stored yet. The service writes the playlist with the first segment of a push.',
  nothingRecorded: 'Nothing was recorded in this time.',
  foreign:
    'The list of this recording names what is no segment of the channel. Nothing was fetched from there.',
  unreadable: 'The bucket answered with something that cannot be read.',
  unreachable: 'The service cannot be reached, or asks to be left alone for a moment.',
  noFfmpeg: 'Pictures need ffmpeg on the machine that runs the player.',
  noPicture: 'There is no picture in this part of the stream.',
  busy: 'The player has too much to do. It tries again in a moment.',
  badRequest: 'The player does not understand this request.',
  tooLong: 'This is too long for one piece. Choose a shorter time.',
  rangeEnd: 'There are no such bytes in this segment.',
  notHere: 'There is nothing at this address. A player that was started again has a new one.',
  onlyGet: 'The player only shows things: it answers GET and HEAD.',
  wrongHost: 'The player answers under its own address only.',
  otherSite: 'Another website asked for this: the player answers its own page only.',
  bug: 'Something went wrong in the player itself.',
};

/** What a channel is doing, as people are told. */
export type ChannelState = 'live' | 'stalled' | 'idle' | 'disabled' | 'absent' | 'refused' | 'unknown';

const states: Readonly<Record<ChannelState, string>> = {
  live: 'Live',
  stalled: 'Nothing arrives',
  idle: 'Not live',
  disabled: 'Disabled',
  absent: 'No such channel',
  refused: 'Not allowed',
  unknown: 'Not known',
};

export const english = {
  lang: 'en',
  needsScript: 'The player needs JavaScript, which is its own: nothing is loaded from elsewhere.',
  problems,
  states,
  page: {
    title: 'oss-live',
    channels: 'Channels',
    allChannels: 'All channels',
    bucket: (name: string) => `Bucket ${name}`,
    noChannels: 'There is no channel in this bucket yet.',
    counts: (live: number, all: number, left: number) =>
      `${live} of ${all} live${left > 0 ? ` ${left} more channels are not shown.` : ''}`,
    loading: 'Loading…',
    pictureOf: (name: string) => `Picture of ${name}, a few seconds old`,
    since: (time: string) => `since ${time}`,
    retry: 'Try again',
  },
  times: {
    /** `5 Mar, 11:20:31`. */
    at: (day: string, clock: string) => `${day}, ${clock}`,
    seconds: (seconds: string) => `${seconds} s`,
    minutes: (minutes: string) => `${minutes} min`,
    /** `2 h 05 min`. */
    hours: (hours: string, minutes: string) => `${hours} h ${minutes} min`,
  },
  stage: {
    label: (name: string) => `Video of ${name}`,
    liveBadge: 'LIVE',
    connecting: 'Connecting…',
    ended: 'The recording is over.',
    idle: 'Nobody is pushing to this channel',
    idleMore: 'It plays by itself when a push begins.',
    disabled: 'This channel is disabled',
    disabledMore: 'It takes no push until it is enabled.',
    absent: 'This channel does not exist',
    absentMore: 'It may have been deleted. What was recorded is listed below as long as it is in the bucket.',
    starting: 'A push has just begun',
    startingMore: 'The first picture comes with the first segment, some seconds after the beginning.',
    stalled: 'The publisher is connected, but nothing arrives',
    stalledMore: 'It plays on when pictures come again.',
    soundOnly: 'This stream has sound alone',
    undecodable: 'This browser cannot decode the video',
    trouble: 'It cannot be shown',
    unsupported: 'This browser cannot play it: it lacks Media Source Extensions.',
    watchLatest: 'Watch the latest recording',
    unmute: 'Sound on',
  },
  controls: {
    play: 'Play',
    pause: 'Pause',
    mute: 'Mute',
    unmute: 'Sound on',
    volume: 'Volume',
    seek: 'Position',
    back: 'Back 10 seconds',
    forward: 'Forward 10 seconds',
    toLive: 'Go to live',
    atLive: 'This is live',
    fullscreen: 'Full screen',
    leaveFullscreen: 'Leave full screen',
    pip: 'Picture in picture',
    copyLink: 'Copy link',
    copyLinkTitle: 'The address of this moment. It works on this machine while the player runs.',
    copyList: 'Copy playlist address',
    copyListTitle: 'For VLC, mpv or ffplay on this machine, while the player runs.',
    copied: 'Copied',
    download: 'Download',
    keys: 'Keys',
    keyList: [
      ['Space, K', 'play or pause'],
      ['← →', '10 seconds back or forward'],
      ['↑ ↓', 'louder or softer'],
      ['M', 'sound off or on'],
      ['F', 'full screen'],
      ['L', 'go to live'],
    ] as readonly (readonly [key: string, does: string])[],
  },
  facts: {
    heading: 'Stream',
    delay: 'Behind the encoder',
    delayTitle:
      'From the name of the segment, which is when the service began it by its own clock, to the clock of this machine.',
    clockAhead: '– (clocks differ)',
    bitRate: 'Bit rate',
    bitRateTitle: 'Of the last segments that were fetched.',
    sent: 'Sent to the service',
    sentTitle: 'As the service measures it, video and sound together.',
    size: 'Picture',
    frameRate: (rate: number) => `${rate}/s`,
    keyFrames: 'Key frame every',
    keyFramesTitle: 'Between the key frames of the last segments.',
    oneKeyFrame: (seconds: string) => `at least ${seconds}`,
    dropped: 'Dropped pictures',
    droppedTitle: 'By this browser, of those that it has decoded.',
    droppedOf: (dropped: string, total: string) => `${dropped} of ${total}`,
    buffer: 'Buffered',
    codecs: 'Codecs',
    since: 'Live since',
    position: 'Recorded at',
    unknown: '–',
  },
  sessions: {
    heading: 'Recordings',
    timelineTitle: 'Click to watch from there',
    none: 'No recording is known.',
    watch: 'Watch',
    watchAll: 'Watch the whole day',
    /** What follows for those who do not see which day it is. */
    ofDay: (day: string) => `, ${day}`,
    downloadLabel: (from: string, to: string) => `Download ${from} to ${to}`,
    running: 'on air',
    pushes: (count: number) => (count === 1 ? '1 push' : `${count} pushes`),
    range: (from: string, to: string) => `${from} – ${to}`,
    older: 'Look for older recordings',
    noOlder: (from: string) => `Nothing more back to ${from}.`,
  },
};

export type Texts = typeof english;
