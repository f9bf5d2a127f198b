export const helpMachine = {
  'OSS endpoint, e.g. oss-cn-hangzhou.aliyuncs.com':
    'OSS 的访问域名（Endpoint），例如 oss-cn-hangzhou.aliyuncs.com',
  'region of the bucket, e.g. cn-hangzhou': '存储空间的地域，例如 cn-hangzhou',
  'bucket of the channels': '频道所在的存储空间',
  'AccessKey id': 'AccessKey ID',
  'AccessKey secret; - reads it from stdin': 'AccessKey Secret；- 表示从 stdin 读取',
  'security token of temporary credentials': '临时访问凭证的安全令牌（SecurityToken）',
  'ossutil configuration file (~/.ossutilconfig)': 'ossutil 的配置文件（~/.ossutilconfig）',
  'profile of that file or of the Aliyun CLI, or local: the emulator':
    '该文件或阿里云 CLI 中的配置名；local 表示模拟器',
  'signature version': '签名版本',
  'how the bucket is written in URLs': '存储空间在 URL 中的写法',
  'proxy for https, instead of HTTPS_PROXY': 'https 的代理，代替 HTTPS_PROXY',
  'certificates (PEM) to trust besides the usual ones': '额外信任的证书（PEM）',
  'time to connect': '连接超时（秒）',
  'time to wait for an answer': '等待响应的超时（秒）',
  'times to try again after a failure': '失败后的重试次数',
  'channel, for commands that take one': '频道，用于针对单个频道的命令',
  'print JSON': '输出 JSON',
  'no notes on stderr': 'stderr 上不输出说明',
  'say more on stderr': '在 stderr 上输出更多信息',
  'show what is signed, secrets masked': '显示签名内容，隐藏敏感信息',
  'change nothing, show what would be sent': '不做任何变更，只显示将要发送的内容',
  'answer yes to questions': '所有询问都回答“是”',
  'no colour': '不使用颜色',
  'Run a LiveChannel bucket on this machine, without an account':
    '在本机运行带 LiveChannel 的存储空间，无需账号',
  'HTTP and RTMP on one port. Use it from another terminal with --profile local or OSS_PROFILE=local.':
    'HTTP 和 RTMP 共用一个端口。在另一个终端中用 --profile local 或 OSS_PROFILE=local 使用它。',
  'What it stores stays in the data folder and is there again at the next start, unless it was started with --temp or --exec alone.':
    '存储的内容保留在数据目录中，下次启动时仍在，除非以 --temp 或单独的 --exec 启动。',
  'the address to listen on': '监听的地址',
  'the port; 0 picks a free one': '端口；0 表示自动选择空闲端口',
  'take RTMP on this port too': '同时在此端口接受 RTMP',
  'a certificate (PEM): the ports then answer https and rtmps too':
    '证书（PEM）：端口同时支持 https 和 rtmps',
  'the key of the certificate (PEM)': '证书的私钥（PEM）',
  'where media and state are stored': '存放媒体和状态的位置',
  'store them in a temporary folder, which goes with the emulator': '存放在临时目录中，随模拟器一起删除',
  'begin with an empty data folder; asks, or needs --yes, when something is in it':
    '清空数据目录后启动；其中有内容时会询问，或需要 --yes',
  'another bucket beside that of -b; may be repeated': '-b 之外的另一个存储空间；可重复',
  'another key that may sign, beside that of -i and -k; a temporary one as id:secret:token; may be repeated':
    '-i 和 -k 之外的另一个可用于签名的密钥；临时密钥写作 id:secret:token；可重复',
  'create a channel `demo` with an hour of media, if there is none':
    '没有频道 `demo` 时创建它，并带有一小时的媒体',
  'who may read the buckets, and who may publish without a signature; as it was left, at first private':
    '谁可以读取存储空间、谁可以不签名推流；保持上次的设置，最初为 private',
  'make something go wrong: a rule or an array of rules, as in the example; may be repeated':
    '模拟故障：一条规则或规则数组，见示例；可重复',
  'let other machines that send this as a bearer token control it, under /_emulator/':
    '允许以此作为 bearer 令牌的其他机器控制它，路径为 /_emulator/',
  'include the AccessKey secret in the ready line': '在就绪信息中包含 AccessKey Secret',
  'write the ready line, as JSON, to this file too': '把 JSON 格式的就绪信息也写入此文件',
  'stop when stdin is closed': 'stdin 关闭时停止',
  'run a shell command against it, stop, and exit with its exit code; implies --temp unless --data-dir is given':
    '针对它运行 shell 命令，然后停止，并以该命令的退出码退出；未给出 --data-dir 时相当于 --temp',
  'then: export OSS_PROFILE=local': '然后：export OSS_PROFILE=local',
  'for one command, on a free port': '只用于一条命令，端口自动选择',
  'two buckets and two keys; of -b, -i and -k are those that --exec is told':
    '两个存储空间和两个密钥；--exec 得到的是 -b、-i 和 -k 指定的',
  'every push is cut after 5 s': '每次推流在 5 秒后被切断',
  'Say what works, what does not, and what mends it': '检查哪些正常、哪些不正常，以及如何解决',
  'Begins with the settings and where they come from; then this machine, the way to the endpoint, the bucket, the channel and permissions. Changes nothing: permissions to write are concluded from requests that fail also where they are allowed. Takes 5 s at most.':
    '先检查设置及其来源，然后是本机、到 Endpoint 的网络、存储空间、频道和权限。不做任何变更：写权限由本就会失败的请求推断得出。最多 5 秒。',
  'The exit code is that of the first failure; with warnings alone it is 0.':
    '退出码取决于第一项失败；只有警告时为 0。',
  'look at this channel too; else at the one chosen or last created':
    '同时检查此频道；默认为选定的或最近创建的频道',
  'say what an error, the output of ffmpeg or a log of OBS means; - is stdin':
    '解释一条错误、ffmpeg 的输出或 OBS 的日志；- 表示 stdin',
  'also publish, which makes the channel live for a moment; asks first':
    '同时进行推流测试，频道会短暂处于直播状态；会先询问',
  'settings, machine, network, bucket, permissions': '设置、本机、网络、存储空间、权限',
  'and whether a channel can be pushed to': '以及能否向频道推流',
  'the same for programs': '同上，供程序使用',
  'and publish, for real': '并进行真实的推流测试',
  'what went wrong there, offline': '离线分析出了什么问题',
  'Print what completes commands, options and channels in a shell':
    '打印 shell 的自动补全脚本，补全命令、选项和频道',
  'Names of channels come from the bucket and are remembered for half a minute; whoever types never waits for it. The one for PowerShell is untested. One line installs it, in bash, zsh, fish or PowerShell:':
    '频道名来自存储空间，并记住半分钟；输入时不会因此等待。PowerShell 的脚本未经测试。在 bash、zsh、fish 或 PowerShell 中各用一行安装：',
  'echo \'eval "$(oss-live completion bash)"\' >> ~/.bashrc':
    'echo \'eval "$(oss-live completion bash)"\' >> ~/.bashrc',
  'echo \'eval "$(oss-live completion zsh)"\' >> ~/.zshrc':
    'echo \'eval "$(oss-live completion zsh)"\' >> ~/.zshrc',
  'oss-live completion fish > ~/.config/fish/completions/oss-live.fish':
    'oss-live completion fish > ~/.config/fish/completions/oss-live.fish',
  'oss-live completion powershell >> $PROFILE': 'oss-live completion powershell >> $PROFILE',
  'the shell': 'shell 的种类',
  'in this shell, until it ends': '在当前 shell 中，直到其结束',
  'for a folder of fpath': '用于 fpath 中的目录',
  'Say what error codes mean': '说明错误码的含义',
  errors: 'errors',
  'a code or an EC': '错误码或 EC',
  'what it means, and what to do': '它的含义和处理方法',
  'show help': '显示帮助',
  'Explain a command or a topic': '说明某个命令或主题',
  'language of messages and help': '提示和帮助的语言',
};
