export const recording = {
  'There is no channel {0}, and nothing below {1}/ in the bucket.':
    '频道 {0} 不存在，存储空间的 {1}/ 下也没有任何内容。',
  'No session of {0} went on at {1}.': '{0} 在 {1} 没有进行中的场次。',
  '{0} {1}: it may name anything.': '{0} {said 1}：它可能引用任意分片。',
  'Nothing was deleted. Move that object elsewhere, or delete it, if nobody plays it.':
    '未删除任何内容。如果没有人播放该文件，请将其移走或删除。',
  '{0} of {1} objects could not be deleted.': '{1} 个文件中有 {0} 个未能删除。',
  'The same call tries them again.': '再次调用会重试它们。',
  'The answer to a deletion is about {0}, which nobody has asked to be deleted.':
    '删除的响应提到了 {0}，而没有人要求删除它。',
  '{0} has appeared, and cannot be read: it may name anything.':
    '新出现的 {0} 无法读取：它可能引用任意分片。',
  'The lifecycle rules of the bucket cannot be read: {0}.': '无法读取存储空间的生命周期规则：{said 0}。',
  'The bucket has {0} lifecycle rules, and the service takes no more than {1} (EC 0014-00000014).':
    '存储空间已有 {0} 条生命周期规则，服务最多接受 {1} 条（EC 0014-00000014）。',
  'Take one off first, or have one rule for several channels: a common beginning of their names.':
    '请先去掉一条，或让多个频道共用一条规则：它们名称的公共前缀。',
  'Somebody has just changed the lifecycle rules.': '有人刚刚修改了生命周期规则。',
  'Nothing was changed: look at the rules, and try again.': '未做任何变更：请查看规则后重试。',
  'The service does not take the rule beside the others: {0}': '服务不接受该规则与其他规则并存：{0}',
  'all objects': '所有文件',
  ', though it is disabled,': '（虽然已禁用）',
  'The rule {0} for {1}{2} leaves no room for one for "{3}" (EC {4}).':
    '针对 {said 1} 的规则 {0}{said 2}与针对 “{3}” 的规则冲突（EC {4}）。',
  'Nothing was changed. Change that rule, or take it off, where it was set.':
    '未做任何变更。请在设置该规则的地方修改或去掉它。',
  'One of olderThanSeconds, before, session and everything says what goes.':
    '删除范围由 olderThanSeconds、before、session 和 everything 之一决定。',
  'olderThanSeconds is above 0.': 'olderThanSeconds 应大于 0。',
  '{0} is not a time.': '{0} 不是时间。',
  'jobs is an integer from 1 to {0}; got {1}.': 'jobs 应为 1 到 {0} 的整数；给出的是 {1}。',
  'The options need a bucket.': '选项中需要存储空间。',
  '{0} has come without its end.': '{0} 没有完整到达。',
  'names {0}, which is elsewhere': '列出了别处的 {0}',
  'is not in order': '没有排序',
  'does not go on': '无法继续',
  'The list of objects {0}.': '文件列表{said 0}。',
  'There is no room left for {0}.': '没有足够的空间存放 {0}。',
  '{0} is announced with another length than it has.': '{0} 声明的长度与实际不符。',
  'Another part of {0} came than was asked for.': '收到的 {0} 片段不是所请求的部分。',
  '{0} is longer than announced.': '{0} 比声明的更长。',
  '{0} broke off.': '{0} 传输中断。',
  '{0} arrived damaged: its checksum is another.': '{0} 到达时已损坏：校验值不符。',
  'The answer does not say how long the object is.': '响应没有说明文件的大小。',
  'The object has {0} bytes: that is no segment.': '该文件有 {0} 字节：不是分片。',
  'A download to {0} is at work already: process {1}.': '已有一个下载到 {0} 的任务在运行：进程 {1}。',
  'Wait for its end, stop it, or give another name.': '请等待它结束、停止它，或换一个名称。',
  '{0} is in the way: a folder of that name is needed.': '{0} 已被占用：这里需要一个同名的目录。',
  'None of the {0} segments is in the bucket any more.': '{0} 个分片都已不在存储空间中。',
  'The start of the range is not before its end.': '时间范围的起点不早于终点。',
  'A download needs the name of a file or a folder.': '下载需要文件名或目录名。',
  'retryForSeconds is a number from 0.': 'retryForSeconds 应为不小于 0 的数。',
  'split is "day" or "push".': 'split 为 "day" 或 "push"。',
  'join is true, false or "encode".': 'join 为 true、false 或 "encode"。',
  'start ({0}) is not before end ({1}).': 'start（{0}）不早于 end（{1}）。',
  '{0}: nothing was recorded from {1} to {2}.': '{0}：{1} 至 {2} 没有录制内容。',
  'No segment starts in this range: the history shows when there were pushes.':
    '该时间范围内没有分片：推流历史可显示何时有过推流。',
  'A folder has the segments as they are: nothing of it is encoded.': '目录中保存的是原样的分片：不会编码。',
  'there is nothing to encode': '没有可编码的内容',
  '{0} needs {1} while it is put together, and {2} are free.': '{0} 在合成时需要 {1}，而可用空间为 {2}。',
  'The name of the file is empty.': '文件名为空。',
  'A recording is saved as a file or a folder, not written to stdout.':
    '录像保存为文件或目录，不输出到 stdout。',
  'Give a name such as class.ts; for a folder that is called so: ./-':
    '请给出文件名，例如 class.ts；如果目录就叫这个名字：./-',
  '{0} is an extension without a name.': '{0} 只有扩展名，没有文件名。',
  'Give a name such as class.mp4; for a folder that is called so, end it in "/".':
    '请给出文件名，例如 class.mp4；如果目录就叫这个名字，请以 "/" 结尾。',
  '{0}: a recording is saved as .mp4, .mkv or .ts, or in a folder.':
    '{0}：录像保存为 .mp4、.mkv 或 .ts 文件，或保存到目录。',
  'The name of a folder has no extension, or ends in "/".': '目录名没有扩展名，或以 "/" 结尾。',
  '{0} exists, and is no folder.': '{0} 已存在，且不是目录。',
  'Give another name; that of a file ends in .mp4, .mkv or .ts.':
    '请换一个名称；文件名以 .mp4、.mkv 或 .ts 结尾。',
  'The folder {0} exists.': '目录 {0} 已存在。',
  'Give the name of a file in it: {0}': '请给出其中的文件名：{0}',
  'Give another name: what is in a folder is never replaced.': '请换一个名称：目录中的内容从不替换。',
  'The ledger {0} cannot be used: {1}.': '无法使用推流记录 {0}：{1}。',
  'This ffmpeg was built without {0}.': '此 ffmpeg 编译时没有包含 {0}。',
  'This ffmpeg cannot encode H.264.': '此 ffmpeg 无法编码 H.264。',
  'The recording changes {0} times: at most {1} pieces are encoded into one file.':
    '录像的格式变化了 {0} 次：一个文件最多由 {1} 段编码而成。',
  'ffprobe cannot read what ffmpeg has written.': 'ffprobe 无法读取 ffmpeg 的输出。',
  '{0}/{1} has {2} bytes, and the service signs the segments of playlists of up to 1 MB.':
    '{0}/{1} 有 {2} 字节，而服务只对不超过 1 MB 的播放列表的分片签名。',
  'There is no {0} yet: the service writes it with the first segment of a push.':
    '{0} 尚不存在：服务会在推流的第一个分片生成时写入它。',
  'There is no {0} in the bucket.': '存储空间中没有 {0}。',
  '{0}/{1} is the live playlist of the channel.': '{0}/{1} 是频道的直播播放列表。',
  'Viewers of the live stream would get the recording: give another name.':
    '否则直播的观众看到的会是录像：请换一个名称。',
  '{0}/{1} exists.': '{0}/{1} 已存在。',
  'Let it be replaced, or give another name.': '允许替换它，或换一个名称。',
  'The range has more than {0} segments.': '该时间范围内的分片超过 {0} 个。',
  'Ask for a shorter range.': '请缩短时间范围。',
  '{0} is too long for a live playlist.': '{0} 太长，不是直播播放列表。',
  '{0} is no playlist.': '{0} 不是播放列表。',
  'The playlist of {0} cannot be read.': '无法读取 {0} 的播放列表。',
  'The segments of {0} are encrypted.': '{0} 的分片是加密的。',
  'LiveChannel encrypts nothing: something between here and the service has changed the playlist.':
    'LiveChannel 不会加密：途中有设备修改了播放列表。',
  'The playlist of {0} lists {1}, which is no segment of the channel.':
    '{0} 的播放列表中列出了 {1}，它不是该频道的分片。',
  'Nothing was fetched from there: segments of a channel are files beside its playlist, named after their time.':
    '没有从那里下载任何内容：频道的分片与播放列表位于同一目录，以时间命名。',
  'The security token of the credentials has expired.': '凭证的安全令牌已过期。',
  'urls is "names", "absolute" or { presignSeconds }.': 'urls 为 "names"、"absolute" 或 { presignSeconds }。',
  '{0} to {1} is more than {2} days.': '{0} 至 {1} 超过了 {2} 天。',
  'gapSeconds is above 0, not {0}.': 'gapSeconds 应大于 0，不能是 {0}。',
  'last is a whole number above 0, not {0}.': 'last 应为大于 0 的整数，不能是 {0}。',
  'it took too long': '用时过长',
  'ffmpeg made no picture of the segment{0}.': 'ffmpeg 没有从分片中得到画面{0}。',
  'The segment may be damaged: take another moment.': '分片可能已损坏：请换一个时刻。',
  'width is a whole number from 16 to 8192, not {0}.': 'width 应为 16 到 8192 的整数，不能是 {0}。',
  '{0}: there is no picture in {1}.': '{0}：{1} 中没有画面。',
  'The stream has sound alone, or the object is no segment.': '该流只有音频，或该文件不是分片。',
  '{0}: {1} lists no segment.': '{0}：{1} 中没有列出分片。',
  '{0}: nothing was recorded at {1}.': '{0}：{1} 没有录制内容。',
  'No segment has this moment: the history shows when there were pushes.':
    '没有包含该时刻的分片：推流历史可显示何时有过推流。',
  '{0} is not an MPEG transport stream.': '{0} 不是 MPEG 传输流（TS）。',
  'Segment {0} is no longer in the bucket.': '分片 {0} 已不在存储空间中。',
  'Segment {0} is archived.': '分片 {0} 已归档。',
  '{0} of {1} segments are no longer in the bucket, {2} the first of them.':
    '{1} 个分片中有 {0} 个已不在存储空间中，第一个是 {2}。',
  '{0} of {1} segments are archived, {2} the first of them.': '{1} 个分片中有 {0} 个已归档，第一个是 {2}。',
};
