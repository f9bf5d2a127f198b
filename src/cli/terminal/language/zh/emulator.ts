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
};
