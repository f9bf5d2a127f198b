export const helpStreaming = {
  'Print a signed publish URL, for any encoder that speaks RTMP':
    '生成带签名的推流地址，可用于任何支持 RTMP 的编码器',
  'One line on stdout. When the channel is known, nothing is sent: the URL is computed on this machine.':
    'stdout 上只有一行。频道已知时不发送任何请求：地址在本机计算。',
  'The signature is checked when a publisher connects; a running push goes on after it has expired.':
    '签名在推流端连接时检查；签名过期后，正在进行的推流不受影响。',
  'It is always V1: OSS has no other for RTMP. Accounts opened since March 2025 are closed to V1 over HTTP; whether they may push is not documented.':
    '始终使用 V1 签名：OSS 的 RTMP 没有其他签名。2025 年 3 月以后开通的账号在 HTTP 上不能使用 V1；它们能否推流，文档没有说明。',
  '--check sends nothing either. Of an invalid signature it says what was signed differently, as far as that can be found with the secret.':
    '--check 同样不发送请求。对于无效的签名，会尽可能利用 Secret 指出签名的差异。',
  'the channel; left out: see oss-live help channel': '频道；省略时参见 oss-live help channel',
  'how long the URL is valid: 3600, 90m, 12h, 7d; default 1h': '地址的有效期：3600、90m、12h、7d；默认 1h',
  'until when instead: ISO 8601 or Unix seconds': '改为指定到期时刻：ISO 8601 或 Unix 秒',
  "write this playlist instead of the channel's own": '写入此播放列表，而不是频道自己的',
  'a further signed parameter; may be repeated': '另一个参与签名的参数；可重复',
  'print server and stream key, the two boxes of OBS': '分别输出服务器和推流码，对应 OBS 的两栏',
  'print an ffmpeg command that a shell takes as it is': '输出可直接在 shell 中使用的 ffmpeg 命令',
  'print a QR code, for encoders on a phone': '输出二维码，供手机上的编码器使用',
  'take a publish URL apart: 0 when it can be used, 4 when not': '解析推流地址：可用时退出码为 0，否则为 4',
  'append the STS token without signing it': '附加 STS 令牌但不参与签名',
  'for the channel last created, valid for an hour': '最近创建的频道，有效期一小时',
  'push with any other tool': '用其他工具推流',
  'server and stream key apart, as OBS asks for them': '分别输出服务器和推流码，即 OBS 所需',
  'which channel and key, how long, and whether the signature is valid':
    '哪个频道和密钥、有效期多长、签名是否有效',
  'Push files or a stream to a channel, and keep it on air': '把文件或流推到频道，并保持推流不断',
  'The input is examined first. H.264 video and AAC audio are copied; what does not fit is encoded. Files are sent at their own speed, several of them one after the other. When a connection breaks, push reconnects with a fresh signature and resumes where a file was left.':
    '先检查输入。H.264 视频和 AAC 音频直接复制，不符合的会被编码。文件按自身的速度发送，多个文件依次发送。连接中断时，push 用新的签名重新连接，并从文件中断处继续。',
  'With --buffer what ffmpeg makes is published by this program itself, which keeps the last of it, and sends again what an outage has swallowed: of a live source nothing is lost either, and no signature stands in the list of processes.':
    '使用 --buffer 时，ffmpeg 的输出由本程序推送；它保留最近的内容，并重新发送中断期间丢失的部分：直播源也不会丢失内容，签名也不会出现在进程列表中。',
  'Ctrl-C ends the stream cleanly, a second one at once. Without --buffer other users of the machine can see the signed URL while ffmpeg runs. With --json each event is a line.':
    '按 Ctrl-C 正常结束推流，再按一次立即结束。不使用 --buffer 时，ffmpeg 运行期间本机的其他用户可以看到签名地址。使用 --json 时每个事件一行。',
  'files, a URL that ffmpeg can read (rtsp://, srt://, https://), "-" for stdin, or "test"':
    '文件、ffmpeg 能读取的 URL（rtsp://、srt://、https://）、表示 stdin 的 "-"，或 "test"',
  'the last of several words, unless --channel or --to is given; left out: see oss-live help channel':
    '多个参数中的最后一个，除非给出 --channel 或 --to；省略时参见 oss-live help channel',
  'output options of ffmpeg, e.g. -- -t 60 or -- -c:v h264_nvenc':
    'ffmpeg 的输出选项，例如 -- -t 60 或 -- -c:v h264_nvenc',
  'push to this channel; given again, to several at once, encoded once':
    '推送到此频道；重复给出可同时推送到多个频道，只编码一次',
  'create the channel when there is none': '频道不存在时创建',
  'enable the channel when it is disabled': '频道已禁用时启用',
  'when somebody else is pushing, wait for the end of that': '有其他人在推流时，等待其结束',
  'do not start when there are warnings about the input (exit 2)': '输入有警告时不开始推流（退出码 2）',
  'keep so much of the stream, and send it again after an outage: 60s; the longest segment and 15s at least':
    '缓冲多长的流，并在中断后重新发送：60s；至少为最长分片的时长，且不少于 15s',
  'start over at the end of the files': '文件结束后从头开始',
  'end when a live input ends, instead of opening it again': '直播输入结束时即结束推流，不再重新打开',
  'what ffmpeg reads the input with: a capture device (v4l2, avfoundation, dshow), or what stdin carries (mpegts)':
    'ffmpeg 读取输入的方式：采集设备（v4l2、avfoundation、dshow），或 stdin 的格式（mpegts）',
  "an input option of ffmpeg's, such as rtsp_transport=udp; may be repeated":
    'ffmpeg 的输入选项，例如 rtsp_transport=udp；可重复',
  'do not examine the input first: for a source that takes one connection only':
    '不先检查输入：用于只接受一个连接的源',
  'encode the stream that does not fit, both, or none': '只对不符合的流编码、全部编码，或都不编码',
  'encode the video with this bit rate: 2500k, 2.5M': '以此码率编码视频：2500k、2.5M',
  'encode the video with this height; even': '以此高度编码视频；须为偶数',
  'aac: encode any other sound; none: send none': 'aac：对其他音频编码；none：不发送音频',
  'the live playlist of this push; {date} and {time} are replaced':
    '此次推流的直播播放列表；{date} 和 {time} 会被替换',
  'save the recording of this push under this name at its end; {date} and {time} are replaced':
    '推流结束时以此名称保存录像；{date} 和 {time} 会被替换',
  'write the connections down in this file; none: nowhere (default: ledger.ndjson in the state folder)':
    '把每次连接写入此文件；none 表示不写（默认：状态目录中的 ledger.ndjson）',
  'how long each signature lets ffmpeg connect: 3600, 90m (default 1h)':
    '每个签名允许 ffmpeg 连接的时长：3600、90m（默认 1h）',
  'how long to keep trying after the stream broke (default 5m); when given, also before it started: input, channel, connection':
    '推流中断后持续重试的时长（默认 5m）；给出时也用于开始之前：输入、频道、连接',
  'how many connections in a row may fail': '允许连续失败的连接次数',
  'reconnect when nothing could be sent for this long (default 10s)': '多久发不出数据就重新连接（默认 10s）',
  'how long the service may take to report the channel as live (default 30s)':
    '服务报告频道进入直播的最长等待时间（默认 30s）',
  'the ffmpeg to run; else OSS_LIVE_FFMPEG, else the one in PATH':
    '要运行的 ffmpeg；否则为 OSS_LIVE_FFMPEG，再否则为 PATH 中的',
  'add what ffmpeg writes to this file, signatures masked': '把 ffmpeg 的输出追加到此文件，隐藏签名',
  'how often to say how it gets on where no line can be redrawn: 60, 5m, none (default 10s; 1s with --json)':
    '在不能重绘屏幕的地方输出进度的间隔：60、5m、none（默认 10s；使用 --json 时为 1s）',
  'append the STS token to the URL without signing it': '在地址中附加 STS 令牌但不参与签名',
  'to the channel last created': '推送到最近创建的频道',
  'a test pattern with clock and tone': '带时钟和提示音的测试画面',
  'relay a camera, and wait for it when it is gone': '转推摄像头，断开时等待它恢复',
  'the same, and lose nothing in an outage of 40 seconds': '同上，且 40 秒的中断不丢失内容',
  'files one after the other': '依次推送多个文件',
  'to two channels, recordings saved': '推送到两个频道，并保存录像',
  'show the ffmpeg command, signature masked': '显示 ffmpeg 命令，隐藏签名',
  'Keep many cameras on air, from one file': '用一个文件配置，让多路摄像头持续推流',
  'The file is one of channels (see oss-live plan --help); a channel with an input is pushed to. Channels are created and compared as apply does: one that differs is left as it is, which is said. Each source has an ffmpeg of its own, and what befalls one does not touch the others: what breaks is connected again, what fails for good is tried every five minutes at most, for ever.':
    '该文件是频道文件（参见 oss-live plan --help）；带有输入的频道会被推流。频道的创建和比较与 apply 相同：有差异的保持原样并说明。每个源有自己的 ffmpeg，彼此互不影响：中断的会重新连接，彻底失败的最多每五分钟重试一次，不会放弃。',
  'At SIGHUP, or with --watch-config, the file is read again: only what differs is begun anew, and a file with a mistake is refused while all goes on. Ctrl-C and SIGTERM end all streams cleanly.':
    '收到 SIGHUP，或使用 --watch-config 时，会重新读取文件：只重启有差异的部分；文件有错误时予以拒绝，一切照旧。Ctrl-C 和 SIGTERM 会正常结束所有推流。',
  'With --shard 0/3, 1/3 and 2/3 three processes, on any machines, share the file: each channel is run by one of them, and with a fourth a quarter of them moves, to that one. A channel that another still pushes to is waited for.':
    '使用 --shard 0/3、1/3 和 2/3，三个进程（可在任意机器上）分担同一个文件：每个频道由其中一个运行；增加第四个时，四分之一的频道会转移过去。其他进程仍在推流的频道会等待其结束。',
  'States: off (not in its hours), starting, connecting, live, waiting (tried again soon), failed. A terminal shows a table, trouble first; elsewhere and with --json each change is a line.':
    '状态：off（不在时段内）、starting、connecting、live、waiting（即将重试）、failed。终端中显示为表格，有问题的在前；其他情况下以及使用 --json 时，每次变化一行。',
  'YAML or JSON with channels and their inputs': '含频道及其输入的 YAML 或 JSON',
  'show what would be done, and what the sources cost; do nothing':
    '显示将做什么、各个源的开销；不做任何变更',
  'read the file again whenever it changes, as at SIGHUP': '文件改变时重新读取，如同 SIGHUP',
  'serve /metrics, /healthz and /readyz; on 127.0.0.1 without a host':
    '提供 /metrics、/healthz 和 /readyz；不写主机时在 127.0.0.1 上',
  'run this part of the channels, 0/3 the first of three; others run the rest (default: all)':
    '运行这一部分频道，0/3 是三份中的第一份；其余由其他进程运行（默认：全部）',
  'all cameras of the file, day and night': '文件中的所有摄像头，全天候',
  'what that would do': '将会做什么',
  'as a service': '作为服务运行',
  'a third of them; 1/3 and 2/3 elsewhere': '三分之一；1/3 和 2/3 在别处运行',
  'Watch channels: who is live, and what happens to them': '监控频道：谁在直播，发生了什么',
  'A table that is kept up to date at a terminal, one JSON document per event elsewhere and with --json. Without names it watches all channels of the bucket, new ones too. A name may be a pattern in which * stands for any characters and ? for one. What needs attention comes first.':
    '终端中是持续更新的表格，其他情况下以及使用 --json 时每个事件一个 JSON 文档。不给名称时监控存储空间的所有频道，包括新建的。名称可以是通配符，* 代表任意个字符，? 代表一个字符。需要关注的排在前面。',
  'Each channel is asked about once per interval, never more than 100 requests a second. Network trouble does not end it; Ctrl-C does.':
    '每个间隔查询每个频道一次，每秒不超过 100 个请求。网络问题不会使其结束；Ctrl-C 才会。',
  'States: live, stalled, idle, disabled, unknown, refused, absent. With --only also what brings a channel into one of them or out of it is told; --exec, --webhook, --metrics and --ledger are about all channels all the same.':
    '状态：live、stalled、idle、disabled、unknown、refused、absent。使用 --only 时，也会显示使频道进入或离开这些状态的事件；--exec、--webhook、--metrics 和 --ledger 仍针对所有频道。',
  'Events: watching (as found at first), started, stopped, stalled, resumed, changed, enabled, disabled, created, deleted, refused, unreachable, reachable. --json shows all their fields.':
    '事件：watching（起初的状态）、started、stopped、stalled、resumed、changed、enabled、disabled、created、deleted、refused、unreachable、reachable。--json 显示全部字段。',
  "names and patterns such as 'cam-*'; none: all channels of the bucket":
    "频道名和通配符，例如 'cam-*'；省略表示存储空间的所有频道",
  'instead of names: only channels whose name starts with it': '代替频道名：只监控名称以此开头的频道',
  'show only channels in these states: live, or stalled,refused':
    '只显示处于这些状态的频道：live，或 stalled,refused',
  'time between two looks at a channel: 5, 0.5, 2m; default 5': '两次查询同一频道的间隔：5、0.5、2m；默认 5',
  'end when all of them are live, or none is: exit code 0':
    '全部开始直播（live）或全部空闲（idle）时结束：退出码 0',
  'how long to wait for that; then exit code 11': '为此等待的最长时间；超时退出码为 11',
  'run a shell command for each event, which it gets as JSON on stdin':
    '为每个事件运行 shell 命令，事件以 JSON 从 stdin 传入',
  'post each event as JSON': '以 JSON 格式 POST 每个事件',
  'hand only these events to --exec and --webhook: stopped,stalled':
    '只把这些事件交给 --exec 和 --webhook：stopped,stalled',
  'sign the posts with HMAC-SHA256; else OSS_LIVE_WEBHOOK_SECRET':
    '以 HMAC-SHA256 为提交的内容签名；也可用 OSS_LIVE_WEBHOOK_SECRET',
  'serve metrics for Prometheus; on 127.0.0.1 without a host':
    '提供 Prometheus 监控指标；不写主机时在 127.0.0.1 上',
  'append every finished push to a file, one JSON document a line':
    '把每次结束的推流追加到文件，每行一个 JSON 文档',
  'a table of all channels': '所有频道的表格',
  'those that are on the air': '正在直播的频道',
  'call somebody when a stream ends or nothing arrives any more': '推流结束或没有数据时发出通知',
  'wait until somebody pushes': '等到有人推流',
  'OSS_LIVE_CHANNEL and OSS_LIVE_EVENT are set for the command':
    'OSS_LIVE_CHANNEL 和 OSS_LIVE_EVENT 会传给该命令',
  'leave it running': '持续运行',
  'processes that carry the media; 0: this one (default: one for each core)':
    '传输媒体的进程数；0 表示只用本进程（默认：每个核心一个）',
};
