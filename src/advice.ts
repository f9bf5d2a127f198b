/** What every call needs. */
export type Setting = 'credentials' | 'region' | 'bucket';

/** A next step as data; src/cli/terminal/hints.ts has the words for each. */
export type Advice =
  | { do: 'give'; settings: readonly Setting[] }
  | { do: 'giveRegionToo' | 'giveOwn' | 'checkConfigFile' | 'checkInstanceRole' }
  /** Of a profile of the Aliyun CLI: what gets credentials that can be used. */
  | { do: 'askAliyunCli'; for: 'newKeys' | 'login' | 'keys'; mode: string; profile: string }
  /** Of a file of channels. */
  | { do: 'keepKeysOut' }
  | { do: 'leaveProfile'; because: 'noKey' | 'endpoint' }
  | { do: 'pipeSecret' | 'giveMomentOfExpiry' | 'giveEarlierStart' | 'giveStart' | 'waitLonger' }
  | { do: 'otherPort' | 'otherAddress' | 'otherMetricsAddress' | 'writableDataFolder' }
  | { do: 'otherDataFolder'; because: 'inUse' | 'laterFormat' | 'damagedChannel' }
  | { do: 'createChannel' }
  | { do: 'nameChannel'; channelName: string | null }
  /** Of a push: the options that would let it go on. */
  | { do: 'letCreate' | 'letWait' | 'lowerBitRate' | 'sendUnencoded' }
  | { do: 'letEnable'; channelName: string }
  | { do: 'allowOverwrite' | 'makeRoom' }
  /** Of a download. */
  | { do: 'allowMissing'; because: 'gone' | 'archived' }
  | { do: 'letEncode'; unless: 'encoded' | 'silent' | 'chosen' }
  | { do: 'leaveSoundOut' }
  | { do: 'acceptWarning'; about: string }
  /** Of a push: where to look. */
  | { do: 'lookAtInput' | 'installFullFfmpeg' }
  | { do: 'lookAtChannel'; for: 'state' | 'publisher' }
  | { do: 'lookAtStream'; question: string; channelName: string }
  | { do: 'installFfmpeg'; line: string }
  /** Of a playlist that may not be read: its segments may be listed. */
  | { do: 'downloadInstead'; channelName: string; start: Date; end: Date }
  /** Of a link to a playlist. */
  | { do: 'pushFirst' | 'signSegments'; channelName: string }
  | { do: 'savePlaylist'; channelName: string; playlistName: string }
  | { do: 'signWithV1' }
  /** Of a look at everything: what would mend it. */
  | { do: 'setClock' | 'newerNode' | 'openRtmp' | 'keepTemporary' }
  | { do: 'giveEndpoint'; endpoint: string }
  | { do: 'closeBucket' | 'allowOrigins'; bucket: string }
  | { do: 'createNamed' | 'enableNamed' | 'signLink'; channelName: string }
  | { do: 'examineChannel' | 'expireSegments' | 'tryPublishing'; channelName: string | null }
  /** Of recordings that are to be cleaned up. */
  | { do: 'listChannels' }
  | { do: 'lookAtRecordings' | 'cleanWithoutChannel'; channelName: string };
