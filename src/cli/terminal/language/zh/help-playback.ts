export const helpPlayback = {
  'Watch channels in the browser, live and recorded': '在浏览器中观看频道的直播和录像',
  'Prints the address of a page on this machine and serves it until Ctrl-C. Behind it a small proxy signs every request: nothing is made public, and no link ends in mid-view. Without a channel the page has all of the bucket, with a picture of each that is live (made by ffmpeg, if there is one).':
    '输出本机上一个网页的地址，并提供服务，直到按下 Ctrl-C。网页背后的小型代理会给每个请求签名：无需公开任何内容，也没有链接会在观看途中失效。不指定频道时，页面包含存储空间的全部频道，正在直播的带有画面（需要 ffmpeg）。',
  'The page shows what is live, how far it is behind, and why nothing is to be seen when nothing is; recordings by days on a time line, to be watched over the breaks between pushes; and it hands them on as files.':
    '页面显示谁在直播、延迟多少，没有画面时说明原因；录像按天显示在时间轴上，可跨越推流之间的间隔观看，也可作为文件下载。',
  'Only this machine is answered, under a path that nobody can guess, and only with what the chosen channels have stored. Whoever of this machine knows the address may watch. No key is in the page. Nothing is loaded from the internet.':
    '只响应本机的请求，路径无法猜测，且只提供所选频道的内容。本机上知道该地址的人都可以观看。页面中没有密钥，也不从互联网加载任何内容。',
  'the channels to show; none: all of the bucket': '要显示的频道；省略表示存储空间的全部频道',
  'the port of the page; 0 picks a free one': '页面的端口；0 表示自动选择空闲端口',
  'open the page in the browser': '在浏览器中打开页面',
  'play in this program instead, until it is closed: what is live, else the latest recording':
    '改用此程序播放，直到关闭：正在直播的，否则为最近的录像',
  'the ledger that knows of earlier pushes, or none; else that of push and watch':
    '记录以前推流的文件，或 none；默认为 push 和 watch 所用的文件',
  'all channels, in the browser': '所有频道，在浏览器中',
  'one, in mpv': '一个频道，在 mpv 中',
  'two of them': '其中两个',
  'Get the VOD playlist of a time range': '获取一段时间的点播播放列表',
  'Of a day at most and one push the playlist is what the service gives. A longer range, or several pushes, is put together of what it gives: with what reaches into the range, and a discontinuity where timestamps begin anew. Breaks and gaps are told on stderr.':
    '不超过一天且只有一次推流时，播放列表就是服务返回的内容。更长的范围或多次推流由多个播放列表合并而成：包含跨入该范围的分片，并在时间戳重新开始处标记断点（discontinuity）。断点和缺口在 stderr 上说明。',
  'The names in it stand for files beside it. A playlist that plays from elsewhere has full URLs (--absolute) or signed ones (--presign), which let whoever has them read these segments.':
    '其中的名称指同目录下的文件。要从别处播放，请使用完整地址（--absolute）或签名地址（--presign）；持有签名地址的人可以读取这些分片。',
  'Right after a push its last segment is waited for, ten seconds at most, where it is seen to be missing.':
    '推流刚结束时，如果发现缺少最后一个分片，会等待它，最多十秒。',
  'The playlist goes to stdout, or to a file with --output. Nothing is stored in the bucket; vod-save does that.':
    '播放列表输出到 stdout，或用 --output 写入文件。不会在存储空间中保存任何内容；要保存请用 vod-save。',
  'full URLs, for a bucket that is public to read': '完整地址，用于公共读的存储空间',
  'signed URLs that are good for so long: 90m, 12h, 7d at most': '签名地址，有效期为：90m、12h，最长 7d',
  'write the playlist to a file instead': '把播放列表写入文件',
  'the last hour, in a file': '最近一小时，写入文件',
  'a week, for players elsewhere': '一周，供别处的播放器使用',
  'Save the VOD playlist of a time range in the bucket': '把一段时间的点播播放列表保存到存储空间',
  'Of a day at most and one push the service stores it. A longer range, or several pushes, is put together here and stored beside the segments: with a discontinuity where timestamps begin anew. Breaks and gaps are told on stderr.':
    '不超过一天且只有一次推流时由服务保存。更长的范围或多次推流由本程序合并后存到分片旁边：在时间戳重新开始处标记断点（discontinuity）。断点和缺口在 stderr 上说明。',
  'The live playlist of the channel is never replaced (exit 6); another that exists is when the question is answered with yes, or with --yes.':
    '绝不替换频道的直播播放列表（退出码 6）；已存在的其他播放列表，在确认后或加 --yes 时才替换。',
  'name of the playlist, ends in .m3u8; one that exists is replaced only with --yes':
    '播放列表的名称，以 .m3u8 结尾；已存在时只有加 --yes 才替换',
  'one playlist a day: replay-2024-03-05.m3u8': '每天一个播放列表：replay-2024-03-05.m3u8',
  'the last two hours': '最近两小时',
  'a playlist for each day': '每天一个播放列表',
  'Download a recording into one file or a folder': '把录像下载为一个文件或一个目录',
  'A range may be of any length. The format is told by the name: .mp4, .mkv, .ts, or a folder, for the segments as they are and a list that plays from disk. .ts and folders need no ffmpeg.':
    '时间范围可以任意长。格式由名称决定：.mp4、.mkv、.ts，或目录（保存原样的分片和可从磁盘播放的列表）。.ts 和目录不需要 ffmpeg。',
  'Segments are fetched side by side and verified. Until the result is complete everything is in a folder beside it, named <file>.part; whatever ends a download, the same command line goes on with it.':
    '分片并行下载并校验。完成之前，所有内容都在旁边名为 <file>.part 的目录中；无论下载因何中断，用同样的命令即可继续。',
  'It is cut where segments begin, which is at key frames, and says where that is. What was recorded twice is in the file once, and gaps keep their length unless --join closes them.':
    '只在分片的开头（关键帧处）裁剪，并说明实际位置。重复录制的内容在文件中只保留一份；缺口保持原有长度，除非用 --join 去掉。',
  'the .mp4, .mkv or .ts file, or the folder, to save it in (default: the channel and .mp4)':
    '保存到的 .mp4、.mkv、.ts 文件或目录（默认：频道名加 .mp4）',
  'segments that are fetched at once': '同时下载的分片数',
  'close gaps in time; encode: also make one file of what changes in kind, by encoding it':
    '去掉时间上的缺口；encode：通过编码把格式有变化的内容也合成一个文件',
  'save a file for each day or push': '每天或每次推流保存一个文件',
  'leave out segments that are gone or archived (exit code 8)': '略过已删除或已归档的分片（退出码 8）',
  'how long to go on when nothing comes (default 5m)': '没有数据时继续等待的时长（默认 5m）',
  'the latest recording': '最近的录像',
  'a part of it': '其中一部分',
  'a file a day': '每天一个文件',
  'the segments, with a list that plays from disk': '分片，以及可从磁盘播放的列表',
  'Print a URL that plays a channel, signed if its bucket is private':
    '打印可以播放频道的地址，存储空间为私有时带签名',
  'One line on stdout. Where anybody may read the playlist and its segments it is the play URL as it is; else a link whose segments the service signs (x-oss-process=hls/sign). Which it is, is found out by asking for them without a signature.':
    'stdout 上只有一行。播放列表及其分片可匿名读取时，是播放地址本身；否则是由服务为分片签名的链接（x-oss-process=hls/sign）。通过不带签名的请求来判断是哪一种。',
  'Whoever has a signed link can watch until it expires: after an hour, or --expires, with V4 after seven days at most, and never after the security token of a temporary key. A player that is then in the middle of it stops.':
    '持有签名链接的人在过期之前都可以观看：默认一小时，或由 --expires 指定，V4 最长七天，且不会超过临时密钥的安全令牌。到期时正在观看的播放器会停止。',
  'A playlist of more than 1 MB (about 1.8 days of segments of 5 s) the service does not sign: vod --presign signs its segments here, download saves them.':
    '超过 1 MB 的播放列表（约 1.8 天的 5 秒分片）服务不会签名：vod --presign 在本机为分片签名，download 则直接下载。',
  'The link is tried as a player on a web page would, and what page may not play it is told on stderr, with the CORS rule that the bucket lacks. Nothing is changed in the bucket.':
    '会像网页上的播放器那样试用该链接；哪些网页不能播放、存储空间缺少什么跨域规则（CORS），在 stderr 上说明。不会改动存储空间。',
  'how long a signed link is good: 3600, 90m, 12h, 7d; default 1h':
    '签名链接的有效期：3600、90m、12h、7d；默认 1h',
  "a playlist saved in the channel's folder, instead of its live one":
    '保存在频道目录中的播放列表，而不是直播播放列表',
  'custom domain of the bucket for the link: play.example.com':
    '链接所用的存储空间自定义域名：play.example.com',
  'look whether a web page of this origin may play it': '检查此来源的网页能否播放',
  'print a QR code, to watch on a phone': '输出二维码，在手机上观看',
  'watch what is live': '观看直播',
  'a recording that vod-save has stored, for a week': 'vod-save 保存的录像，一周有效',
  'on a custom domain, for a page of another': '使用自定义域名，供另一站点的网页播放',
  'for a phone': '在手机上观看',
  'Save a picture of a channel, of now or of a moment in a recording':
    '保存频道的截图：当前画面，或录像中某一时刻的画面',
  'A JPEG, decoded by ffmpeg of one segment; nothing else is fetched. Of now it is the last key frame that the live playlist lists, which is a few seconds old, and of a channel that is not live its last one. Of a moment it is the picture that was shown then.':
    '由 ffmpeg 从一个分片解码的 JPEG；不下载其他内容。当前画面是直播播放列表中最后一个关键帧，通常是几秒之前的；没有在直播的频道则为其最后的画面。指定时刻则是那时显示的画面。',
  'It goes to <channel>.jpg, or where --output says. With --every pictures are taken until Ctrl-C, each named after the time at which it was shown; while nobody pushes it waits.':
    '保存为 <channel>.jpg，或由 --output 指定。使用 --every 时持续截图直到 Ctrl-C，以显示时间命名；没有人推流时等待。',
  'the picture of this moment: 10:30, 90m (that long ago), 2024-03-05T06:07:08Z; else of now':
    '该时刻的画面：10:30、90m（多久之前）、2024-03-05T06:07:08Z；默认为当前',
  'one picture after the other while the channel is live, into a folder: 10s':
    '频道直播期间持续截图，存入目录：10s',
  'where to; - is stdout, with --every a folder': '保存位置；- 表示 stdout，使用 --every 时为目录',
  'make wider pictures as wide as this; else as they are': '把更宽的图片缩小到此宽度；默认保持原样',
  'what is live, in test-channel.jpg': '当前画面，存为 test-channel.jpg',
  'of a recording': '录像中的画面',
  'a small one': '小尺寸',
  'one every ten seconds': '每十秒一张',
  'Show what the recordings of a channel hold, and delete what is old':
    '查看频道的录像占用的空间，并删除旧录像',
  'OSS deletes nothing by itself, and bills what is stored. Without more this only shows it, session by session.':
    'OSS 不会自动删除任何内容，存储的内容都会计费。不加选项时只按场次显示。',
  'Something goes with --older-than, --before or --session, and a yes: at a terminal you are asked, elsewhere it takes --yes. -n lists each object that would go.':
    '只有使用 --older-than、--before 或 --session 并确认后才会删除：终端中会询问，其他情况需要 --yes。-n 列出将要删除的每个文件。',
  'Only {channel}/{digits}.ts goes, and playlists that can be read. What a saved playlist names stays, unless --with-playlists; a list of one day, of vod-save --split day, goes with its day. What is being pushed stays.':
    '只删除 {channel}/{digits}.ts 和可读取的播放列表。已保存的播放列表所引用的分片保留，除非加 --with-playlists；vod-save --split day 生成的单日列表随当天一起删除。正在推流的内容保留。',
  '--lifecycle 30d has the bucket do it from now on: everything below {channel}/ goes, saved playlists and what they name too.':
    '--lifecycle 30d 让存储空间今后自动删除：{channel}/ 下的一切，包括已保存的播放列表及其引用的分片。',
  'What is deleted is gone. Ended in the middle, the same line goes on with the rest.':
    '删除后无法恢复。中途结束时，用同样的命令继续处理其余部分。',
  "what began so long ago, by the service's clock: 30d, 12h":
    '在这么久之前开始的内容，以服务端时间为准：30d、12h',
  'what began before: 2024-03-05, ISO 8601, Unix seconds, 90m':
    '在此之前开始的内容：2024-03-05、ISO 8601、Unix 秒、90m',
  'the session that went on at this time, as the view shows it': '当时正在进行的场次，以显示的时间为准',
  'saved playlists of which something goes too; without it they keep what they name':
    '有分片将被删除的已保存播放列表也一起删除；不加时，它们引用的分片保留',
  'segments closer together are one session (default 10m)': '间隔更短的分片属于同一场次（默认 10m）',
  'requests to delete that are under way at once': '同时进行的删除请求数',
  'what looks like the recordings of channels that are gone': '看起来属于已删除频道的录像',
  'have the bucket delete what is older: 30d; show its rules, or take ours off':
    '让存储空间删除更早的内容：30d；show 显示规则，off 去掉本程序设置的规则',
  'what is there': '显示现有内容',
  'delete what is older, when asked': '询问后删除旧的内容',
  'list what that would delete': '列出将要删除的内容',
  'without a question, saved playlists too': '不询问，连同已保存的播放列表',
  'recordings of channels that are gone': '已删除频道的录像',
  'have the bucket do it, every day': '让存储空间每天自动删除',
};
