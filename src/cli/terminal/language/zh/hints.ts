export const hints = {
  'This key is temporary: give its security token too.': '这是临时密钥：还要给出它的安全令牌。',
  'Get new temporary credentials and give all three parts of them.':
    '请获取新的临时访问凭证，并给出全部三个部分。',
  'The temporary credentials have expired: get new ones.': '临时访问凭证已过期：请获取新的。',
  'The token belongs to another key id: give all parts of one credential.':
    '令牌属于另一个 AccessKey ID：请给出同一凭证的全部内容。',
  'The secret does not belong to this key id: compare it with the original.':
    'Secret 不属于该 AccessKey ID：请与原文核对。',
  'The secret does not belong to this key id, or V1 is retired: use V4.':
    'Secret 不属于该 AccessKey ID，或 V1 已停用：请使用 V4。',
  'The service takes V1 no longer, here or from this account: sign with V4.':
    '服务在此处或对此账号不再接受 V1：请使用 V4 签名。',
  'The Authorization header has no signature: it was changed on the way.':
    'Authorization 请求头中没有签名：传输途中被改动了。',
  'The signed URL is not whole: copy all of it, in quotes.': '签名地址不完整：请加引号完整复制。',
  'The signed URL has expired: sign a new one.': '签名地址已过期：请重新签名。',
  'The AdditionalHeaders field of the signature is empty: leave it out.':
    '签名的 AdditionalHeaders 字段为空：请去掉它。',
  'The credential scope is malformed: sign again.': '凭证范围格式错误：请重新签名。',
  'x-oss-content-sha256 is not UNSIGNED-PAYLOAD: it was changed on the way.':
    'x-oss-content-sha256 不是 UNSIGNED-PAYLOAD：传输途中被改动了。',
  'Signed for another region: give that of the bucket.': '签名使用了其他地域：请给出存储空间所在的地域。',
  'The URL was signed for another region: sign it with that of the bucket.':
    '地址签名使用了其他地域：请用存储空间所在的地域签名。',
  'A signed V4 URL lives from 1 second to 7 days (604800 seconds).':
    'V4 签名地址的有效期为 1 秒到 7 天（604800 秒）。',
  'The signed URL is not valid yet: check the clock where it was signed.':
    '签名地址尚未生效：请检查签名所在机器的时钟。',
  'The request has neither Date nor x-oss-date: it was changed on the way.':
    '请求既没有 Date 也没有 x-oss-date：传输途中被改动了。',
  'The clock of this machine is more than 15 minutes off: set it right.':
    '本机时钟相差超过 15 分钟：请校准。',
  'The service does not know this access key id: is it mistyped, or disabled?':
    '服务不认识该 AccessKey ID：是输错了，还是已禁用？',
  'The bucket is not public: give an access key id and its secret.':
    '存储空间不是公开的：请给出 AccessKey ID 及其 Secret。',
  'The key needs the RAM action {action} on this bucket.': '密钥需要该存储空间的 RAM 操作权限 {action}。',
  'Check the name of the bucket, and its region or endpoint.':
    '检查存储空间的名称，以及它的地域或 Endpoint。',
  'A bucket name has 3-63 characters: a-z, 0-9 and, not at an end, "-".':
    '存储空间名由 3-63 个字符组成：a-z、0-9 和不在首尾的 "-"。',
  'The bucket belongs in the host name: do not address it by the path.':
    '存储空间应写在域名中：不要写在路径中。',
  'There is no such object in the bucket.': '存储空间中没有该文件。',
  'The object is archived: restore it first, then ask again.': '文件已归档：请先解冻再试。',
  'There is an object of that name already: it was left as it is.': '已有同名文件：保持原样。',
  'List the channels to see the names, or create it.': '列出频道以查看名称，或创建它。',
  'Somebody is pushing: stop that, or disable the channel and wait 10 s.':
    '有人正在推流：请停止推流，或禁用频道并等待 10 秒。',
  'The channel is disabled: enable it first.': '频道已禁用：请先启用。',
  'The channel name is empty: name one.': '频道名为空：请指定名称。',
  'A channel name has at most 63 bytes; one Chinese character takes three.':
    '频道名最多 63 字节；一个汉字占三个字节。',
  'The channel name is not UTF-8: check the encoding of the terminal.':
    '频道名不是 UTF-8：请检查终端的编码。',
  'A channel name has 1 to 63 bytes of UTF-8 and no "/".': '频道名为 1 到 63 字节的 UTF-8，不含 "/"。',
  'The channel name is not valid: 1 to 63 bytes, no "/".': '频道名无效：1 到 63 字节，不含 "/"。',
  'The status is enabled or disabled, in lower case.': '状态为小写的 enabled 或 disabled。',
  'A description has at most 128 bytes; one Chinese character takes three.':
    '描述最多 128 字节；一个汉字占三个字节。',
  'A channel has at most one snapshot configuration.': '一个频道最多有一个截图配置。',
  'This region has no snapshots: create the channel without them.':
    '该地域不支持截图：请创建不带截图的频道。',
  'The snapshot interval is 1 to 100 seconds.': '截图间隔为 1 到 100 秒。',
  'Snapshots need an MNS topic that exists in the region of the bucket.':
    '截图需要存储空间所在地域中已有的 MNS 主题。',
  'Snapshots need a RAM role that the service may assume.': '截图需要服务可以扮演的 RAM 角色。',
  'Snapshots need a destination bucket of the same owner.': '截图需要属于同一账号的目标存储空间。',
  'FragDuration is 1 to 100 seconds, and is given together with FragCount.':
    'FragDuration 为 1 到 100 秒，且须与 FragCount 一起给出。',
  'FragCount is 1 to 100, and is given together with FragDuration.':
    'FragCount 为 1 到 100，且须与 FragDuration 一起给出。',
  'A playlist name contains no "/".': '播放列表名不能包含 "/"。',
  'A playlist name has 6 to 128 bytes.': '播放列表名为 6 到 128 字节。',
  'A playlist name ends in .m3u8.': '播放列表名以 .m3u8 结尾。',
  'The service signs playlists of up to 1 MB: sign the segments one by one.':
    '服务最多为 1 MB 的播放列表签名：请逐个为分片签名。',
  'max-keys is 1 to 1000.': 'max-keys 为 1 到 1000。',
  'A prefix has at most 1024 bytes of UTF-8.': '前缀最多 1024 字节的 UTF-8。',
  'The marker is not a channel name: take nextMarker of the page before.':
    'marker 不是频道名：请使用上一页的 nextMarker。',
  'The start is a whole number of Unix seconds.': '起点应为整数 Unix 秒。',
  'The end is a whole number of Unix seconds.': '终点应为整数 Unix 秒。',
  'The start must lie before the end.': '起点必须早于终点。',
  'A range is at most one day (86400 seconds): ask for it in parts.':
    '时间范围最长一天（86400 秒）：请分段请求。',
  'A parameter is missing from the request: it was changed on the way.': '请求缺少参数：传输途中被改动了。',
  'The service refused the request: its message says why.': '服务拒绝了请求：原因见其错误信息。',
  'The service refused a value: the message names it.': '服务拒绝了某个值：错误信息指明了它。',
  'The body arrived damaged: it was changed on the way.': '内容到达时已损坏：传输途中被改动了。',
  'The service could not read the request: it was changed on the way.':
    '服务无法读取请求：传输途中被改动了。',
  'The server does not know the operation: does it offer LiveChannel?':
    '服务器不支持该操作：它提供 LiveChannel 吗？',
  'The service failed: try again; its support asks for the request id.':
    '服务出错：请重试；联系技术支持时请提供请求 ID。',
  'The service is busy: try again in a moment.': '服务繁忙：请稍后重试。',
  'Too many requests: try again more slowly.': '请求太多：请放慢后重试。',
};
