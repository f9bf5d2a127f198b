export const emulator = {
  'Two keys have the AccessKey id {0}.': '有两个密钥的 AccessKey ID 都是 {0}。',
  'A control token has at least 8 characters: ASCII, without spaces.':
    '控制令牌至少 8 个字符：ASCII，不含空格。',
  'The acl of an emulator is private, public-read or public-read-write, not {0}.':
    '模拟器的 acl 为 private、public-read 或 public-read-write，不能是 {0}。',
  'Bucket name "{0}" must be 3 to 63 lower-case letters, digits and inner hyphens.':
    '存储空间名 “{0}” 必须由 3 到 63 个小写字母、数字和中间的连字符组成。',
  'An emulator needs at least one bucket.': '模拟器至少需要一个存储空间。',
  'not the state of a channel': '不是频道的状态',
  'The emulator cannot read its file {0}.': '模拟器无法读取它的文件 {0}。',
  'The data folder {0} cannot be used: {1}.': '无法使用数据目录 {0}：{said 1}。',
  'The file {0} is damaged.': '文件 {0} 已损坏。',
  'Delete it, unless a later version has written to the folder.': '请删除它，除非该目录曾由更新的版本写入。',
  'The data folder {0} has format {1}; this version reads format {2}.':
    '数据目录 {0} 的格式为 {1}；此版本读取格式 {2}。',
  'no permission to write there': '没有写入权限',
  'the file system is read-only': '文件系统只读',
  'no folder can be made there': '无法在那里创建目录',
  'part of the path is a file': '路径的一部分是文件',
  'it is a file': '它是一个文件',
  'the disk is full': '磁盘已满',
  '{0} is not the data folder of an emulator; nothing was removed from it.':
    '{0} 不是模拟器的数据目录；没有删除其中任何内容。',
  ' and listens on port {0}': '，监听端口 {0}',
  'The data folder {0} is in use: an emulator runs as process {1}{2}.':
    '数据目录 {0} 正在使用：模拟器进程 {1}{said 2}。',
  '{0} was replaced while it was read': '{0} 在读取过程中被替换',
  'Terminated.': '已终止。',
  'Interrupted.': '已中断。',
  'media can only be keep, not {0}.': 'media 只能是 keep，不能是 {0}。',
  'since must be the number of an event, not {0}.': 'since 必须是事件的编号，不能是 {0}。',
  'A clock setting must be an object.': '时钟设置必须是对象。',
  'A clock setting is {"offsetMs": number}, {"freezeAt": time} or {}.':
    '时钟设置为 {"offsetMs": number}、{"freezeAt": time} 或 {}。',
  'The body is too large.': '请求体太大。',
  '{0} is no usable time.': '{0} 不是可用的时间。',
  'A fault rule needs an effect.': '故障规则需要一种效果。',
  'A fault rule of layer {0} has no effect {1}.': '{0} 层的故障规则没有效果 {1}。',
  'A fault rule of layer {0} cannot have the effects {1} together.': '{0} 层的故障规则不能同时有效果 {1}。',
  'The fault effect {0} cannot be {1}.': '故障效果 {0} 不能是 {1}。',
  'The fault effect {0} does nothing without {1}.': '故障效果 {0} 缺少 {1} 时不起作用。',
  'The layer of a fault rule is http, rtmp, media or clock.': '故障规则的层为 http、rtmp、media 或 clock。',
  'A fault rule with the effect {0} cannot match a channel: none is known by then.':
    '效果为 {0} 的故障规则不能匹配频道：那时频道尚未可知。',
  '{0} must be an object.': '{0} 必须是对象。',
  '{0} has no field {1}.': '{0} 没有字段 {1}。',
  'The {0} of a fault rule cannot be {1}.': '故障规则的 {0} 不能是 {1}。',
  'The emulator is closed.': '模拟器已关闭。',
  'Port {0} on {1} is in use.': '{1} 的端口 {0} 正在使用。',
  'Cannot listen on {0}, port {1}: {2}.': '无法在 {0} 的端口 {1} 上监听：{2}。',
  'The certificate and its key cannot be used: {0}.': '证书及其私钥无法使用：{0}。',
};
