export const reportsIZ = {
  Prefix: '前缀',
  ID: 'ID',
  Does: '作用',
  Days: '天数',
  '(all objects)': '（所有文件）',
  'The bucket has no lifecycle rules.': '存储空间没有生命周期规则。',
  'None of them is for {0}': '其中没有针对 {0} 的规则',
  'Below {0}/ are {1} ({2}), {3} and {4}.': '{0}/ 下有 {1}（{2}）、{3}和 {4}。',
  'saved playlist': '个已保存的播放列表',
  '{0} ({1}) of them are {2} days old by now.': '其中 {0}（{1}）到现在已满 {2} 天。',
  'The rule deletes everything below that prefix, saved playlists and what they name too, by when it was stored.':
    '该规则按存储时间删除该前缀下的一切，包括已保存的播放列表及其引用的分片。',
  'The bucket has {0}; those of others stay as they are.': '存储空间有 {0}；其他人设置的保持不变。',
  'lifecycle rule': '条生命周期规则',
  'Nothing is deleted without --older-than, --before or --session; -n lists what would go.':
    '没有 --older-than、--before 或 --session 时不会删除任何内容；-n 列出将删除的内容。',
  'warning: {0}\n': '警告：{0}\n',
  'Anybody may read it without a signature: the URL plays as it is, and does not expire.':
    '任何人无需签名即可读取：该地址可直接播放，且不会过期。',
  'The bucket gives it to nobody without a signature: the link is signed.':
    '存储空间不允许匿名读取：链接已签名。',
  'Whether it can be read without a signature was not found out: the link is signed.':
    '未能确定是否可以匿名读取：链接已签名。',
  'A signed URL is good for seven days at most: this one until {0}.':
    '签名地址最长有效七天：此链接有效期至 {0}。',
  'The link is good no longer than the security token: until {0}.': '链接的有效期不会超过安全令牌：至 {0}。',
  'The link is good until {0}.': '链接有效期至 {0}。',
  'It ends before that with its security token, whose end is not known.':
    '它会随安全令牌提前失效，令牌的到期时间未知。',
  'Whether the link plays was not found out: it had no answer that says so.':
    '未能确定该链接能否播放：没有得到明确的响应。',
  '{0} This link was answered.': '{said 0}此链接已得到正常响应。',
  'V4 is assumed for hls/sign, every public example is V1: if a player gets 403, add --sign-version v1.':
    'hls/sign 支持 V4 只是推测，公开的示例都是 V1：如果播放器收到 403，请加 --sign-version v1。',
  'A web page elsewhere plays it only with a CORS rule for its origin (AllowedOrigin) and AllowedMethod GET; no rule is for every origin, --origin looks for that of one.':
    '其他网页只有在存在相应来源（AllowedOrigin）且 AllowedMethod 为 GET 的跨域规则（CORS）时才能播放；没有针对所有来源的规则，--origin 可检查某个来源。',
  'A web page of {0} may play it.': '{0} 的网页可以播放。',
  'A web page of {0} cannot play it: the bucket lacks a CORS rule with AllowedOrigin {1} and AllowedMethod GET.':
    '{0} 的网页无法播放：存储空间缺少 AllowedOrigin 为 {1}、AllowedMethod 为 GET 的跨域规则（CORS）。',
  '{0} dropped': '丢帧 {0}',
  reconnect: '次重连',
  '{0} behind': '落后 {0}',
  'not live yet': '尚未直播',
  'not live': '未在直播',
  'Reading the input again.': '正在重新读取输入。',
  'The timestamps of the input leapt by {0}: what comes follows what was there.':
    '输入的时间戳跳变了 {0}：后续内容紧接已有内容。',
  'Pushing to {0}; Ctrl-C ends it.': '正在向{0}推流；按 Ctrl-C 结束。',
  'Going on at {0}: {1}.': '从 {0} 处继续：{1}。',
  'The input cannot be taken up at {0}, where it was left: it starts over from the beginning.':
    '无法从中断处 {0} 继续读取输入：将从头开始。',
  'ffmpeg: {0}': 'ffmpeg: {0}',
  'Play URL: {0}': '播放地址：{0}',
  'Channel {0} is lost: {1}': '频道 {0} 已放弃：{1}',
  'The input ended before the service reported the channel as live.':
    '在服务报告频道进入直播之前，输入就结束了。',
  'Range: {0} to {1} (the latest push).': '范围：{0} 至 {1}（最近一次推流）。',
  'Whether there was a playlist of that name was not looked at: the key lacks oss:GetObject.':
    '未检查是否已有同名的播放列表：密钥缺少 oss:GetObject 权限。',
  'The push is longer than a day: taking its last 24h 00m 00s.': '推流超过一天：取其最后 24 小时。',
  'The recording of channel {0} was not saved: {1}': '频道 {0} 的录像没有保存：{1}',
  'if that is intended, add --audio none': '如果本来如此，请加 --audio none',
  '--transcode always fixes that': '--transcode always 总能解决',
  'Without {0} the ffmpeg in PATH is used.': '去掉 {0} 则使用 PATH 中的 ffmpeg。',
  'Channel {0} is enabled.': '频道 {0} 已启用。',
  'Checking the state of channel {0}; no answer so far.': '正在查询频道 {0} 的状态；尚无响应。',
  'is pushing to it': '正在向它推流',
  'has been pushing since {0}': '自 {0} 起在推流',
  'Channel {0} is live: {1} {2}; waiting for its end.': '频道 {0} 正在直播：{1} {2}；等待其结束。',
  'channel{0} {1}': '频道 {1} ',
  'Channel {0} takes the stream; whether it is live cannot be asked.':
    '频道 {0} 接收了推流；无权查询是否正在直播。',
  'Channel {0} is live ({1}, after {2}).': '频道 {0} 已开始直播（{1}，用时 {2}）。',
  ' in channel {0}': '（频道 {0}）',
  '{0}{1} of the input were not stored{2}.': '{0}{1} 的输入没有存储{2}。',
  'At least ': '至少 ',
  'Sending again after {0} without a stream': '中断 {0} 后恢复发送',
  '{0} of it are sent twice': '其中 {0} 重复发送',
  ', all that the buffer has, as oss:GetVodPlaylist is missing':
    '，即缓冲中的全部，因为缺少 oss:GetVodPlaylist 权限',
  'Channel {0}: {1}; {2}{3}.': '频道 {0}：{1}；{2}{3}。',
  'The service gets the stream again after {0}.': '服务在 {0} 后重新收到数据。',
  'Stalled: the service has received nothing for {0}, though all is sent.':
    '发送停滞：数据均已发出，但服务端已有 {0} 没有收到任何内容。',
  'Sending again after {0}.': '{0} 后恢复发送。',
  'Stalled: nothing could be sent for {0}.': '发送停滞：已有 {0} 无法发送任何数据。',
  'Fast enough again after {0}.': '{0} 后速度恢复正常。',
  'Too slow: the stream is sent slower than it plays, so viewers will stall. Lower the bit rate (--video-bitrate, --height).':
    '太慢：发送速度低于播放速度，观众会卡顿。请降低码率（--video-bitrate、--height）。',
  'Sound was sent to channel {0}, and the service reports none; --transcode always fixes that.':
    '已向频道 {0} 发送音频，但服务报告没有音频；--transcode always 总能解决。',
  'The input ended before it should: {0} of {1} went out. Is it complete?':
    '输入提前结束：{1} 中只发送了 {0}。文件完整吗？',
  'at once': '立即',
  'in {0}': '{0}后',
  'Channel {0}: ': '频道 {0}：',
  '{0}{1} Trying again {2} (attempt {3}).': '{0}{1}{2}重试（第 {3} 次）。',
  'the service has stored what comes before': '服务已存储之前的内容',
  'what is stored may not be read (oss:GetVodPlaylist), so all that may have been lost is sent again':
    '无权读取已存储的内容（oss:GetVodPlaylist），因此重新发送可能丢失的全部内容',
  'nothing of that connection was stored': '那次连接没有存储任何内容',
  Pushed: '已推流',
  'Dropped frames': '丢帧',
  Reconnects: '重连',
  'Sent twice': '重复发送',
  Lost: '丢失',
  '{0} of the input': '输入中的 {0}',
  'VOD URL': '点播地址',
  'VOD playlist': '点播播放列表',
  '{0}, {1} without a stream': '{0}，中断共 {1}',
  time: '次',
  'The QR code is {0} columns wide, and the terminal has {1}.': '二维码宽 {0} 列，而终端只有 {1} 列。',
  'Make the terminal wider or its letters smaller; a security token makes URLs long.':
    '请加宽终端或缩小字体；安全令牌会使地址变长。',
  'The URL is too long for a QR code.': '地址太长，无法生成二维码。',
  'and {0} more': '还有 {0} 个',
  Rate: '码率',
  Why: '原因',
  Waiting: '等待重试',
  Connecting: '连接中',
  Starting: '启动中',
  Live: '直播中',
  Off: '时段外',
  'On air at {0}': '{0} 开播',
  'Again in {0}': '{0}后重试',
  '{0}: {1} s of it are lost.': '{0}：丢失了 {1} 秒。',
  'The file was read again: {0}.': '已重新读取文件：{0}。',
  'nothing differs': '没有差异',
  'Both signed the same text: the secret does not belong to this key id. Copy it anew.':
    '双方签名的内容相同：Secret 不属于该 AccessKey ID。请重新复制。',
  'The requests differ, and the service does not show where: a proxy changed a header or the address.':
    '请求不一致，但服务没有指出差异：可能是代理修改了请求头或地址。',
  'The method was changed on the way: a proxy does that.': '请求方法在传输途中被改动：代理可能会这样做。',
  'Signed for another product: is the endpoint an OSS endpoint?':
    '签名针对其他产品：该 Endpoint 是 OSS 的吗？',
  'The date was changed on the way, or the clock of this machine is wrong.':
    '日期在传输途中被改动，或本机时钟不准。',
  'The security token was changed or left out on the way.': '安全令牌在传输途中被改动或去掉了。',
  'A character of the address was encoded or decoded on the way: a proxy does that.':
    '地址中的某个字符在途中被编码或解码：代理可能会这样做。',
  'The path was changed on the way, or the bucket is addressed otherwise (--addressing-style).':
    '路径在传输途中被改动，或存储空间的寻址方式不同（--addressing-style）。',
  'A parameter was changed on the way: a proxy does that.': '某个参数在传输途中被改动：代理可能会这样做。',
  'The header {0} was changed, added or left out on the way: a proxy does that.':
    '请求头 {0} 在传输途中被改动、添加或去掉：代理可能会这样做。',
  'What was signed here, and what the service would have signed:': '本机签名的内容，与服务端应当签名的内容：',
  '{0} bytes': '{0} 字节',
  yes: '是',
  no: '否',
  ' with {0}': '，含 {0}',
  break: '处断点',
  'Whether the stream goes on is not known at {0}, where segments could not be read (oss:GetObject).':
    '有 {0}无法确定流是否连续，那里的分片无法读取（oss:GetObject）。',
  gap: '个缺口',
  'Nothing was recorded from {0} to {1} ({2}).': '{0} 至 {1} 没有录制内容（{2}）。',
  'A signed URL is good for seven days at most: these until {0}.':
    '签名地址最长有效七天：这些地址有效期至 {0}。',
  'The URLs are good no longer than the security token: until {0}.': '地址的有效期不会超过安全令牌：至 {0}。',
  'The URLs are good until {0}.': '地址有效期至 {0}。',
  'From disk: ffplay {0} {1} (ffprobe and ffmpeg likewise)':
    '从磁盘播放：ffplay {0} {1}（ffprobe 和 ffmpeg 同理）',
  'warning: {0}': '警告：{0}',
  'by {0}': '推流端 {0}',
  unknown: '未知',
  'by {0}{1}': '推流端 {0}{1}',
  '{0} from {1} to {2}': '{0} 由 {1} 变为 {2}',
  ', after {0}': '，历时 {0}',
  video: '视频',
  '--exec for {0} of {1} failed: {2}.': '为 {1} 的 {0} 运行 --exec 失败：{2}。',
  'Last change': '最近变化',
  '{0}  video {1}  audio {2}': '{0}  视频 {1}  音频 {2}',
  Stalled: '无数据',
  Idle: '空闲',
  Unknown: '未知',
  Refused: '被拒绝',
  Absent: '不存在',
  'and {0} more: {1}': '还有 {0} 个：{1}',
  '1 channel': '1 个频道',
  '{0} of {1}, {2} live; asked every {3} s; Ctrl-C ends':
    '{1} 的{0}，{2} 个直播中；每 {3} 秒查询一次；按 Ctrl-C 结束',
  '; --ledger names another, or none.': '；可用 --ledger 指定其他文件或 none。',
  '; {0}.': '；{0}。',
  '{0}: there is no program {1}.': '{0}：没有程序 {1}。',
  '{0}; {1}.{2}': '{said 0}；{said 1}。{said 2}',
  'The clock of this machine is {0} behind: correct it. The push uses the clock of the service.':
    '本机时钟慢 {0}：请校准。推流会使用服务端的时间。',
  'The clock of this machine is {0} ahead: correct it. The push uses the clock of the service.':
    '本机时钟快 {0}：请校准。推流会使用服务端的时间。',
  '{0}: its buffer is as long again as it should be.': '{0}：缓冲已恢复应有的长度。',
  '{0}: its buffer holds only {1} s, since the memory for buffers is used up.':
    '{0}：缓冲只能容纳 {1} 秒，因为缓冲的内存已用完。',
  'A process that carries media has ended ({0}); the sources that it had begin anew: {1}.':
    '一个传输媒体的进程已结束（{0}）；它的源重新开始：{1}。',
  '{0}: {1} is saved.': '{0}：已保存 {1}。',
  '{0}: the lists of its days are not saved, and tried again: {1}': '{0}：每日列表没有保存，将会重试：{1}',
  '{0}: the list of {1} is not saved, and tried again: {2}': '{0}：{1} 的列表没有保存，将会重试：{2}',
};
