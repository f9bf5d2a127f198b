export const advice = {
  'Check that the endpoint speaks https there; of a proxy that opens TLS give the certificate: --ca-bundle.':
    '确认该 Endpoint 支持 https；如果代理会解开 TLS，请用 --ca-bundle 给出其证书。',
  'Check --proxy or HTTPS_PROXY, or name the endpoint in NO_PROXY when it is reached without a proxy.':
    '检查 --proxy 或 HTTPS_PROXY；如果不需要代理即可访问，请把 Endpoint 加入 NO_PROXY。',
  'This key is temporary: give its token too (-t or OSS_SESSION_TOKEN).':
    '这是临时密钥：还要给出它的令牌（-t 或 OSS_SESSION_TOKEN）。',
  'Signed for another region: give that of the bucket (--region).':
    '签名使用了其他地域：请给出存储空间所在的地域（--region）。',
  'The bucket belongs in the host name: leave --addressing-style path off.':
    '存储空间应写在域名中：不要使用 --addressing-style path。',
  'See `oss-live list` for the names, or make it with `oss-live create`.':
    '用 `oss-live list` 查看名称，或用 `oss-live create` 创建。',
  'The channel is disabled: enable it first (`oss-live enable`).':
    '频道已禁用：请先启用（`oss-live enable`）。',
  'No segment starts in this range: `oss-live history` lists the pushes.':
    '该时间范围内没有分片：`oss-live history` 可列出推流记录。',
  'Check the endpoint and its port; for the local profile, start `oss-live emulator`.':
    '检查 Endpoint 及其端口；使用 local 配置时请启动 `oss-live emulator`。',
  'Try again, or allow more time for the answer (--read-timeout).':
    '请重试，或延长等待响应的时间（--read-timeout）。',
  'Use that one, stop it': '直接使用它、停止它',
  'Update oss-live': '升级 oss-live',
  'Delete that file to forget the channel': '删除该文件即可清除对该频道的记录',
  'Leave out --transcode never, or encode it yourself.': '去掉 --transcode never，或自行编码。',
  'Leave out --transcode never, or say --audio aac or --audio none.':
    '去掉 --transcode never，或使用 --audio aac 或 --audio none。',
  "LiveChannel takes H.264 and AAC: --transcode always encodes what else comes, unless ffmpeg's own options say -c.":
    'LiveChannel 只接受 H.264 和 AAC：除非用 ffmpeg 的选项指定了 -c，--transcode always 会对其他格式编码。',
  'Give the region of the bucket too: --region cn-hangzhou or OSS_REGION.':
    '还要给出存储空间的地域：--region cn-hangzhou 或 OSS_REGION。',
  'Put your own there. Without an account, start `oss-live emulator` and use --profile local.':
    '请填入自己的密钥。没有账号时，启动 `oss-live emulator` 并使用 --profile local。',
  'Add a key to it, or leave the profile out (--profile, OSS_PROFILE).':
    '为它添加密钥，或不使用该配置（--profile、OSS_PROFILE）。',
  'Leave out the endpoint, or the profile (--profile, OSS_PROFILE).':
    '去掉 Endpoint，或不使用该配置（--profile、OSS_PROFILE）。',
  'Is this an ECS instance with a RAM role? Else set OSS_ACCESS_KEY_ID and its secret.':
    '这是带有 RAM 角色的 ECS 实例吗？否则请设置 OSS_ACCESS_KEY_ID 及其 Secret。',
  'Keys are not in the file: they come from where they always do, see oss-live help environment.':
    '密钥不写在文件中：它们的来源与平时相同，参见 oss-live help environment。',
  'Check --config-file and OSSUTIL_CONFIG_FILE.': '检查 --config-file 和 OSSUTIL_CONFIG_FILE。',
  'Pipe the secret in, for example: pass show oss/secret | oss-live list -i "$(pass show oss/id)" -k -':
    '通过管道传入 Secret，例如：pass show oss/secret | oss-live list -i "$(pass show oss/id)" -k -',
  'Use --expires-at for a moment.': '指定时刻请用 --expires-at。',
  'Stop what listens there, or give another port with --port (0 picks one).':
    '停止占用该端口的程序，或用 --port 指定其他端口（0 表示自动选择）。',
  'Give an address of this machine with --host, and a port from 1024 on with --port.':
    '用 --host 指定本机的地址，用 --port 指定 1024 及以上的端口。',
  'Give a folder that this user may write to with --data-dir.': '用 --data-dir 指定当前用户可写的目录。',
  '{0}, or give another folder with --data-dir.': '{said 0}，或用 --data-dir 指定其他目录。',
  'Create one: oss-live create test-channel': '创建一个：oss-live create test-channel',
  'Give the earlier time as --start; 90m is 90 minutes ago.': '--start 应为较早的时间；90m 表示 90 分钟前。',
  'Give --start too.': '还要给出 --start。',
  'Name it as an argument, with --channel or in OSS_LIVE_CHANNEL, or choose one: {0}':
    '请以参数、--channel 或 OSS_LIVE_CHANNEL 指定，或选定一个：{0}',
  'Give it longer with --timeout, or see what is there: oss-live stat':
    '用 --timeout 延长等待，或查看当前状态：oss-live stat',
  'Give another address with --metrics.': '用 --metrics 指定其他地址。',
  'Add --create to make it, or see the names: oss-live list':
    '加 --create 自动创建，或查看现有名称：oss-live list',
  'Add --enable, or enable it first: {0}': '加 --enable，或先启用：{0}',
  'Stop that push, or add --wait to start when it is over.': '停止那次推流，或加 --wait 等它结束后再开始。',
  'Add --yes to replace it, or give another name.': '加 --yes 替换它，或换一个名称。',
  'Make room, or save it elsewhere; the same line goes on with what is there.':
    '腾出空间，或保存到别处；用同样的命令可在已有内容上继续。',
  'Add --allow-missing to save the rest without them (exit 8).':
    '加 --allow-missing 保存其余部分（退出码 8）。',
  'Restore them first, or add --allow-missing to save the rest without them (exit 8).':
    '请先解冻，或加 --allow-missing 保存其余部分（退出码 8）。',
  'If it is the sound, --audio none leaves it out.': '如果是音频的问题，--audio none 可去掉音频。',
  'Nothing was sent: without --strict this is only a warning.':
    '什么都没有发送：不加 --strict 时这只是警告。',
  'Lower the bit rate: --video-bitrate, --height.': '降低码率：--video-bitrate、--height。',
  'Install the full ffmpeg of your system, or send what needs no encoding (--transcode never).':
    '安装系统的完整版 ffmpeg，或发送无需编码的内容（--transcode never）。',
  'oss-live info and oss-live stat show whether the channel is there, enabled and free.':
    'oss-live info 和 oss-live stat 可查看频道是否存在、已启用且空闲。',
  'Somebody else is pushing to the channel; oss-live stat shows who.':
    '其他人正在向该频道推流；oss-live stat 可查看是谁。',
  '{0} {1} shows what it gets.': '{said 0} {1} 可查看它收到了什么。',
  'Add -v to see what it says about the input.': '加 -v 查看它对输入的说明。',
  'Install it: {0}; or name it with --ffmpeg or OSS_LIVE_FFMPEG.':
    '安装：{0}；或用 --ffmpeg、OSS_LIVE_FFMPEG 指定。',
  'The key needs oss:GetVodPlaylist. Without it: {0}': '密钥需要 oss:GetVodPlaylist 权限。没有该权限时：{0}',
  'Push something: {0}': '先推流：{0}',
  'Save it: {0}': '保存它：{0}',
  'Sign each segment: {0}; or save it: {1}': '为每个分片签名：{0}；或者下载：{1}',
  'For its recordings alone: {0}': '只删除它的录像：{0}',
  'See the names: `oss-live list`, and `oss-live clean --orphans` for those that are gone.':
    '查看名称：`oss-live list`；已删除的频道用 `oss-live clean --orphans`。',
  'See the sessions: {0}': '查看场次：{0}',
  'V4 is assumed for hls/sign, every public example is V1: add --sign-version v1.':
    'hls/sign 支持 V4 只是推测，公开的示例都是 V1：请加上 --sign-version v1。',
  'Try it, which makes the channel live for a moment: {0}': '实际尝试（频道会短暂处于直播状态）：{0}',
  'Have it set by the network: sudo timedatectl set-ntp true': '通过网络校时：sudo timedatectl set-ntp true',
  'Install Node 20.18.1 or later: https://nodejs.org': '安装 Node 20.18.1 或更高版本：https://nodejs.org',
  'Let TCP port 1935 out through the firewall; RTMP never goes through a proxy.':
    '在防火墙上放行 TCP 端口 1935 的出站连接；RTMP 不走代理。',
  'Get new ones before they end, or use a role: commands that run on renew those.':
    '在失效前获取新密钥，或使用角色：持续运行的命令会自动续期。',
  'Use the endpoint of the bucket: export OSS_ENDPOINT={0}':
    '使用存储空间的 Endpoint：export OSS_ENDPOINT={0}',
  'Close it: {0}': '设为私有：{0}',
  'For players in a browser: {0}': '供浏览器中的播放器使用：{0}',
  'Have them end: {0}': '设置自动过期：{0}',
  'Make it: {0}': '创建它：{0}',
  'Enable it: {0}': '启用它：{0}',
  'Sign one: {0}': '生成签名链接：{0}',
  'Name one: {0}': '指定一个：{0}',
  'Install the full ffmpeg of your system, or name another with --ffmpeg.':
    '安装系统的完整版 ffmpeg，或用 --ffmpeg 指定其他 ffmpeg。',
  'The Aliyun CLI gets new ones: {0}': '让阿里云 CLI 获取新密钥：{0}',
  'Log in again: {0}': '重新登录：{0}',
  'Give it a key: {0}; or set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET.':
    '为它添加密钥：{0}；或设置 OSS_ACCESS_KEY_ID 和 OSS_ACCESS_KEY_SECRET。',
  'Set {0}': '请设置 {said 0}',
  '{0}, or start `oss-live emulator` and use --profile local.':
    '{said 0}，或启动 `oss-live emulator` 并使用 --profile local。',
  '{0}, or add {1}': '{said 0}，或加上 {1}',
};
