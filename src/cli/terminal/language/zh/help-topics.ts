export const helpTopics = {
  Channels: '频道',
  Streaming: '推流',
  Playback: '播放与录像',
  'This machine': '本机',
  'How times and durations are written': '时间和时长的写法',
  'this moment': '此刻',
  'that long ago: s, m, h and d, also together, as in 1h30m': '多久之前：s、m、h 和 d，也可组合，例如 1h30m',
  'the latest such local time, today or yesterday': '最近的该本地时间，今天或昨天',
  'ISO 8601; local time when no offset is given': 'ISO 8601；没有时区时为本地时间',
  'the beginning of that day, local': '当天的开始，本地时间',
  'Unix seconds; 13 digits are milliseconds': 'Unix 秒；13 位数字为毫秒',
  'the start or the end of the latest session': '最近一个场次的开始或结束',
  'the latest session or sessions': '最近一个或若干个场次',
  'from midnight, local time': '从零点起，本地时间',
  'durations, as for --expires; a number alone is seconds': '时长，用于 --expires 等；单独的数字为秒',
  'A terminal shows local times with their offset; pipes and --json have UTC. Both\ncan be typed again. Durations are shown as 12s, 5m 03s, 1h 02m 03s.\n\nExamples:\n  oss-live vod test-channel --start 2h-ago --end now\n  oss-live vod test-channel --start 10:30 --end 11:00\n  oss-live sign-rtmp test-channel --expires 12h':
    '终端显示带时区的本地时间；管道和 --json 为 UTC。两者都可以作为输入。时长显示为\n12秒、5分03秒、1小时02分03秒。\n\n示例：\n  oss-live vod test-channel --start 2h-ago --end now\n  oss-live vod test-channel --start 10:30 --end 11:00\n  oss-live sign-rtmp test-channel --expires 12h',
  'What the exit code says': '退出码的含义',
  done: '成功',
  'a bug of oss-live': 'oss-live 的缺陷',
  'bad usage, value or input file: found here, or refused by the service with 400':
    '用法、值或输入文件有误：在本机发现，或被服务以 400 拒绝',
  'no usable configuration: credentials, bucket, profile, data folder':
    '没有可用的配置：凭证、存储空间、配置、数据目录',
  'denied or bad signature (401, 403), expired': '无权限或签名错误（401、403）、已过期',
  'not found': '不存在',
  'conflict: 409, live now, disabled, would overwrite, busy port':
    '冲突：409、正在直播、已禁用、会覆盖、端口被占用',
  'network, time-out, throttled, 5xx after retries, unreadable answer: safe to try again':
    '网络、超时、限流、重试后仍为 5xx、无法读取的响应：可以重试',
  'several were asked for and some failed; less of a push went out than was planned; a download lacks segments':
    '多项中有一部分失败；推流没有全部按计划发送；下载缺少分片',
  'ffmpeg or ffprobe missing, or failed for a reason not listed above':
    '缺少 ffmpeg 或 ffprobe，或因此处未列出的原因失败',
  'nothing in the VOD range (EC 0044-00000308)': '点播时间范围内没有内容（EC 0044-00000308）',
  'waited too long': '等待超时',
  'interrupted (Ctrl-C)': '被中断（Ctrl-C）',
  'terminated; a clean stop of emulator is 0': '被终止；emulator 正常停止时为 0',
  'With --json an error is one object on stderr, also with what may be tried again.':
    '使用 --json 时，错误是 stderr 上的一个对象，其中也说明能否重试。',
  'What an error code or an EC means': '错误码或 EC 的含义',
  'every code and EC that is known': '所有已知的错误码和 EC',
  'what one means, and what to do': '某个错误码的含义和处理方法',
  'what an error or a log says; - is stdin': '解释一条错误或日志；- 表示 stdin',
  'The EC is the finer code of OSS: header x-oss-ec, element EC.':
    'EC 是 OSS 更细的错误码：响应头 x-oss-ec，元素 EC。',
  'The variables that are read': '会读取的环境变量',
  'the key, as -i': '密钥，同 -i',
  'its secret, as -k': '它的 Secret，同 -k',
  'the token of a temporary key, as -t': '临时密钥的令牌，同 -t',
  'as -b and --region': '同 -b 和 --region',
  'as -e, instead of a region': '同 -e，代替地域',
  'as --profile; counts before all of the above': '同 --profile；优先于以上各项',
  'as -c: read instead of ~/.ossutilconfig': '同 -c：代替 ~/.ossutilconfig',
  'the same for the Alibaba Cloud tools,': '阿里云工具的同类变量：密钥、',
  'its secret,': '它的 Secret、',
  'its token': '它的令牌、',
  'and its region': '以及它的地域',
  'temporary keys of a role,': '角色的临时密钥、',
  'from an address,': '来自某个地址、',
  'or of an ECS instance': '或 ECS 实例',
  'another profile of ~/.aliyun/config.json': '~/.aliyun/config.json 中的其他配置',
  'true: read nothing of that file': 'true：完全不读取该文件',
  'the channel when none is named': '未指定频道时使用的频道',
  'the ffmpeg to run': '要运行的 ffmpeg',
  'where the last channels and the ledger are kept': '保存最近频道和推流记录的位置',
  'proxy for https, as --proxy; hosts reached without it': 'https 的代理，同 --proxy；不经代理的主机',
  'no colour; colour also in a pipe': '不使用颜色；在管道中也使用颜色',
  'no colour, nothing redrawn': '不使用颜色，不重绘',
  'Options count before a profile, a profile before variables, variables before\nfiles: ~/.ossutilconfig, then ~/.aliyun/config.json. The parts of one key never\ncome from two places.':
    '选项优先于配置，配置优先于变量，变量优先于文件：先 ~/.ossutilconfig，后\n~/.aliyun/config.json。一个密钥的各部分从不来自两处。',
  'The RAM actions that each command needs': '每个命令所需的 RAM 操作权限',
  'oss:GetObject, to sign, oss:GetLiveChannel, oss:GetBucketCors, with --origin':
    'oss:GetObject（用于签名）, oss:GetLiveChannel, oss:GetBucketCors（使用 --origin 时）',
  'oss:PublishRtmpStream, to publish with the URL': 'oss:PublishRtmpStream（用该地址推流时）',
  'oss:GetLiveChannelStat, oss:ListLiveChannel for all channels':
    'oss:GetLiveChannelStat, oss:ListLiveChannel（所有频道时）',
  'oss:GetLiveChannel, oss:ListLiveChannel for all channels':
    'oss:GetLiveChannel, oss:ListLiveChannel（所有频道时）',
  'oss:GetObject, oss:GetLiveChannel, oss:GetVodPlaylist or oss:ListObjects with --at':
    'oss:GetObject, oss:GetLiveChannel, oss:GetVodPlaylist 或 oss:ListObjects（使用 --at 时）',
  'oss:GetObject, oss:GetLiveChannel, oss:GetLiveChannelStat, oss:GetLiveChannelHistory, oss:GetVodPlaylist, oss:ListObjects, oss:ListLiveChannel for all channels':
    'oss:GetObject, oss:GetLiveChannel, oss:GetLiveChannelStat, oss:GetLiveChannelHistory, oss:GetVodPlaylist, oss:ListObjects, oss:ListLiveChannel（所有频道时）',
  'oss:ListObjects, oss:GetLiveChannelStat, oss:GetLiveChannel, oss:GetObject, oss:GetBucketVersioning, oss:DeleteObject to delete':
    'oss:ListObjects, oss:GetLiveChannelStat, oss:GetLiveChannel, oss:GetObject, oss:GetBucketVersioning, oss:DeleteObject（删除时）',
  'oss:ListLiveChannel, for names of channels': 'oss:ListLiveChannel（补全频道名时）',
  'All on acs:oss:*:*:<bucket>/*. Where oss:GetLiveChannel or oss:GetObject is only\nfor looking first, delete and vod-save go on without it and say so. Patterns of\nnames (cam-*), and a channel that is left out, need oss:ListLiveChannel.':
    '资源均为 acs:oss:*:*:<bucket>/*。oss:GetLiveChannel 或 oss:GetObject 只用于事先\n查询时，delete 和 vod-save 没有它也会继续并说明。名称模式（cam-*）和未指定的频道\n需要 oss:ListLiveChannel。',
  'Which channel is meant when none is named': '未指定频道时使用哪个频道',
  'an argument, or --channel (-C); oss://bucket/channel names the bucket too':
    '参数，或 --channel（-C）；oss://bucket/channel 还指明存储空间',
  'the variable OSS_LIVE_CHANNEL': '变量 OSS_LIVE_CHANNEL',
  'the one selected with oss-live use': '用 oss-live use 选定的频道',
  'the one last created on this machine': '最近在本机创建的频道',
  'the only channel of the bucket': '存储空间中唯一的频道',
  '3 and 4 are remembered for each endpoint and bucket. What was not named is told\non stderr. delete always wants names; disable wants --yes for one not named.':
    '3 和 4 按 Endpoint 和存储空间分别记录。没有明确指定的频道会在 stderr 上说明。\ndelete 必须写明频道名；disable 对未写明的频道需要 --yes。',
  'Usage: oss-live <command> [options]\n\nLive video in over RTMP, HLS out of an Alibaba Cloud OSS bucket.\n\nStart with:\n  create     Create a live channel          oss-live create test-channel\n  push       Push a file or a camera to it  oss-live push 1.flv\n  sign-rtmp  Publish URL for any encoder    oss-live sign-rtmp --expires 3600\n  stat       What it receives right now     oss-live stat\n  watch      Who is live, and what happens  oss-live watch\n  vod        Playlist of what was recorded  oss-live vod -o vod.m3u8\n  emulator   Try it without an account      oss-live emulator\n\nSettings are taken from options, OSS_* variables or ~/.ossutilconfig:\n  export OSS_ACCESS_KEY_ID=LTAI... OSS_ACCESS_KEY_SECRET=...\n  export OSS_REGION=cn-hangzhou OSS_BUCKET=examplebucket\n\noss-live --help              every command and option\noss-live push --help         one command, with examples\noss-live help permissions    also: times, exit-codes, environment, channel\n':
    '用法：oss-live <command> [options]\n\nRTMP 直播推流，以 HLS 形式保存到阿里云 OSS 存储空间。\n\n从这里开始：\n  create     创建直播频道               oss-live create test-channel\n  push       推送文件或摄像头           oss-live push 1.flv\n  sign-rtmp  供任何编码器用的推流地址   oss-live sign-rtmp --expires 3600\n  stat       当前收到的内容             oss-live stat\n  watch      谁在直播，发生了什么       oss-live watch\n  vod        录像的播放列表             oss-live vod -o vod.m3u8\n  emulator   无需账号即可试用           oss-live emulator\n\n设置来自选项、OSS_* 变量或 ~/.ossutilconfig：\n  export OSS_ACCESS_KEY_ID=LTAI... OSS_ACCESS_KEY_SECRET=...\n  export OSS_REGION=cn-hangzhou OSS_BUCKET=examplebucket\n\noss-live --help              所有命令和选项\noss-live push --help         某个命令，附示例\noss-live help permissions    另有：times、exit-codes、environment、channel\n',
  'oss:GetObject, oss:GetVodPlaylist or oss:ListObjects, oss:GetLiveChannel, oss:GetLiveChannelStat, oss:GetLiveChannelHistory':
    'oss:GetObject, oss:GetVodPlaylist 或 oss:ListObjects, oss:GetLiveChannel, oss:GetLiveChannelStat, oss:GetLiveChannelHistory',
  'none: it tells which there are': '无：它会说明有哪些权限',
  'zh or en, as --language': 'zh 或 en，同 --language',
  'the same where that is not said: zh_CN.UTF-8': '未指定时由它们决定：zh_CN.UTF-8',
};
