export const helpChannels = {
  'Create a live channel': '创建直播频道',
  'An existing channel whose settings agree is left alone (exit 0); one whose settings differ is not touched (exit 6) unless --replace is given: then its settings are overlaid with the options given here.':
    '频道已存在且设置一致时保持不变（退出码 0）；设置不同时也不会改动（退出码 6），除非加 --replace：此时以这里给出的选项覆盖原有设置。',
  'The service does not report snapshot settings, so giving them for an existing channel needs --replace.':
    '服务不返回截图配置，因此为已有频道设置截图需要 --replace。',
  'channel names, 1 to 63 bytes, no "/"; - for names on stdin':
    '频道名，1 到 63 字节，不含 "/"；- 表示从 stdin 读取',
  'what the channel is for, at most 128 bytes': '频道的描述，最多 128 字节',
  'whether the channel takes a push': '频道是否接受推流',
  'least length of a segment (service default: 5)': '分片的最短时长（服务默认 5）',
  'segments in the live playlist (service default: 3)': '直播播放列表中的分片数（服务默认 3）',
  'name of the live playlist, ends in .m3u8 (service default: playlist.m3u8)':
    '直播播放列表的名称，以 .m3u8 结尾（服务默认 playlist.m3u8）',
  'RAM role that writes snapshots; needs the other three': '写入截图的 RAM 角色；另外三项也须给出',
  'bucket that snapshots are written to': '存放截图的存储空间',
  'MNS topic told about each snapshot': '每次截图时通知的 MNS 主题',
  'seconds between snapshots': '截图的间隔秒数',
  'change an existing channel': '修改已有的频道',
  'channels that are worked on at once': '同时处理的频道数',
  'with the defaults of the service': '使用服务的默认设置',
  'short segments for a lower latency': '较短的分片，降低延迟',
  'many at once: those of another bucket': '批量创建：另一存储空间的全部频道',
  'List the live channels of the bucket': '列出存储空间的直播频道',
  'Follows pages by itself until the last one.': '自动翻页直到最后一页。',
  'The list does not tell who is live: with --live each enabled channel is asked about, one request for each.':
    '列表不说明谁在直播：加 --live 会逐个查询已启用的频道，每个一次请求。',
  'only channels that are being pushed to, with what is pushed': '只列出正在推流的频道及其内容',
  'only channels whose name starts with it': '只列出名称以此开头的频道',
  'only channels after this name, in byte order': '只列出按字节序排在此名称之后的频道',
  'stop after this many channels': '列出这么多频道后停止',
  'channels asked for in one request': '每次请求查询的频道数',
  'every channel': '所有频道',
  'who is on the air': '谁在直播',
  'as JSON, with publish and play URLs': '输出 JSON，含推流地址和播放地址',
  "Show a live channel's settings": '查看直播频道的设置',
  'channels, patterns (cam-*), or - for names on stdin; left out: see oss-live help channel':
    '频道名、通配符（cam-*），或 - 表示从 stdin 读取；省略时参见 oss-live help channel',
  'status, segment length, playlist name': '状态、分片时长、播放列表名',
  'a line for each': '每个频道一行',
  'Show whether a live channel is being pushed to, and what': '查看直播频道是否正在推流，以及推流内容',
  'Bandwidth is in bytes per second, as the service reports it.': '带宽的单位是字节每秒，与服务返回的一致。',
  'Idle, Live or Disabled; codecs and rates while Live': 'Idle、Live 或 Disabled；直播时还有编码和码率',
  'Show the pushes to a live channel, by sessions': '按场次查看直播频道的推流历史',
  'The last ten, which is what the service tells, and the one that is running. With one of the options below those of another time: older ones are known from the ledger, which push writes, and from the names of the segments.':
    '包括服务返回的最近十次推流，以及正在进行的推流。使用下面的选项可查看其他时间：更早的推流来自推流记录（由 push 写入）和分片名。',
  'Pushes less than --gap apart are one session: a terminal shows an empty line between two, a pipe has a fifth column with their numbers, of which the latest is 1. With --json, records is what the service tells.':
    '间隔小于 --gap 的推流属于同一场次：在终端中场次之间空一行，在管道中第五列是场次编号，最近的为 1。使用 --json 时，records 是服务返回的内容。',
  'now, 90m, 1h-ago, 10:30, ISO 8601 or Unix seconds': 'now、90m、1h-ago、10:30、ISO 8601 或 Unix 秒',
  'the same': '同上',
  'the latest session, or so many: pushes less than --gap apart':
    '最近一个或若干个场次：场次由间隔小于 --gap 的推流组成',
  'from then until now': '从那时到现在',
  'from midnight until now, local time': '从本地时间零点到现在',
  'the day before, local time': '前一天，本地时间',
  'pushes closer together are one session (default 10m)': '间隔更短的推流属于同一场次（默认 10m）',
  'the ledger to read; none: none (default: ledger.ndjson in the state folder)':
    '要读取的推流记录；none 表示不读取（默认：状态目录中的 ledger.ndjson）',
  'start, end and publisher of each push': '每次推流的开始、结束和推流端',
  'the latest three sessions': '最近三个场次',
  'of many channels': '多个频道',
  'a week, by ledger and names of segments': '一周之内，依据推流记录和分片名',
  'Enable or disable a live channel': '启用或禁用直播频道',
  'A disabled channel refuses a new push; a running one is cut after about ten seconds.':
    '禁用的频道拒绝新的推流；正在进行的推流约十秒后被切断。',
  '`oss-live enable [channel...]` and `oss-live disable [channel...]` say the same.':
    '`oss-live enable [channel...]` 和 `oss-live disable [channel...]` 作用相同。',
  'To see whether a channel is live: oss-live stat': '查看频道是否正在直播：oss-live stat',
  'refuse pushes': '拒绝推流',
  'take them again': '重新接受推流',
  'many at once': '批量处理',
  'Let a channel accept pushes (the same as status enabled)': '允许向频道推流（等同于 status enabled）',
  'accept pushes again': '重新接受推流',
  'Refuse pushes to a channel and cut a running one (the same as status disabled)':
    '禁止向频道推流，并切断正在进行的推流（等同于 status disabled）',
  'A running push is cut within about ten seconds. What was recorded stays.':
    '正在进行的推流会在约十秒内被切断。已录制的内容保留。',
  'channels, patterns (cam-*), or - for names on stdin; left out, --yes is needed':
    '频道名、通配符（cam-*），或 - 表示从 stdin 读取；省略时需要 --yes',
  'stop the stream': '停止推流',
  'Delete live channels': '删除直播频道',
  'The service answers a name that never existed like one that did, so oss-live looks first and says so (exit 5), unless --if-exists is given.':
    '对于从未存在的频道，服务的响应与已存在的相同，因此 oss-live 会先查询并说明（退出码 5），除非加 --if-exists。',
  'Segments and playlists stay in the bucket and are still billed, unless --with-recordings: then the channel goes first, so that nobody can push any more, and after it all of its segments and all playlists that can be read. What was deleted is gone.':
    '分片和播放列表保留在存储空间中并继续计费，除非加 --with-recordings：此时先删除频道，使其不再接受推流，然后删除它的所有分片和所有可读取的播放列表。删除后无法恢复。',
  'names, patterns (cam-*), or - for names on stdin': '频道名、通配符（cam-*），或 - 表示从 stdin 读取',
  'a channel that does not exist is no error': '频道不存在时不报错',
  'its segments and playlists too, after a yes (--yes without a terminal)':
    '连同分片和播放列表一起删除，需要确认（没有终端时需要 --yes）',
  'two channels': '两个频道',
  'with all that was recorded, when asked': '连同全部录像，会先询问',
  'asks first; without a terminal --yes is needed': '会先询问；没有终端时需要 --yes',
  'Choose the channel that commands work on when none is named': '选定不写频道名时默认操作的频道',
  'Remembered on this machine for each endpoint and bucket. Without a name it shows the choice.':
    '按 Endpoint 和存储空间保存在本机。不写频道名时显示当前选择。',
  'the channel to work on from now on': '之后默认操作的频道',
  'forget the choice': '清除选择',
  'work on test-channel from now on': '之后默认操作 test-channel',
  'show which channel that is': '显示当前频道',
  'forget it': '清除它',
  'Write the channels of a bucket as a file of channels': '把存储空间的频道导出为频道文件',
  'For oss-live plan and oss-live apply: YAML on stdout, JSON with --json. The service does not report snapshot settings, so they are not in it.':
    '供 oss-live plan 和 oss-live apply 使用：stdout 上是 YAML，加 --json 则为 JSON。服务不返回截图配置，因此不含截图配置。',
  'channels, patterns (cam-*), or - for names on stdin; all when left out':
    '频道名、通配符（cam-*），或 - 表示从 stdin 读取；省略表示全部',
  'all channels of the bucket': '存储空间的所有频道',
  'some of them, as JSON': '其中一部分，输出 JSON',
  'Compare the channels of a bucket with a file of channels': '比较存储空间的频道与频道文件',
  'Changes nothing. Exit 0 when all is as the file says, 6 when something differs: for a pipeline that watches for changes made by hand.':
    '不做任何变更。全部一致时退出码为 0，有差异时为 6：适合在流水线中发现手工改动。',
  'Only what the file says of a channel is compared.': '只比较文件中写明的设置。',
  'YAML or JSON with channels, - for stdin (default: channels.yaml)':
    '含频道的 YAML 或 JSON，- 表示 stdin（默认：channels.yaml）',
  'delete the channels of the bucket that the file does not have': '删除文件中没有的频道',
  'send snapshot settings again, which the service does not report': '重新发送截图配置（服务不返回它）',
  'what oss-live apply would do with channels.yaml': 'oss-live apply 将对 channels.yaml 做什么',
  'for programs, with what would be deleted': '供程序使用，含将要删除的频道',
  'Make the channels of a bucket what a file of channels says': '让存储空间的频道与频道文件一致',
  'Creates what is not there and changes what differs; what is as it should be is not touched, so the same file may be applied again and again. Each change is looked at afterwards. A channel that somebody pushes to is neither replaced, disabled nor deleted (exit 8 when others were changed).':
    '创建缺少的频道，修改有差异的频道；一致的不会改动，因此可以反复应用同一文件。每次变更后都会核对。正在推流的频道不会被替换、禁用或删除（其他频道已变更时退出码为 8）。',
  'With --prune it deletes the channels that the file does not have, after a question; without a terminal that needs --yes. What they recorded stays.':
    '加 --prune 会在询问后删除文件中没有的频道；没有终端时需要 --yes。它们的录像保留。',
  'channels.yaml': 'channels.yaml',
  'the same channels elsewhere': '把同样的频道应用到别处',
  'nothing but the file, from a pipeline': '严格与文件一致，在流水线中',
};
