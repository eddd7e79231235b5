# Ways in: passkeys, outside accounts, tokens.

error-slow = 传输过慢
error-slow-way = 数据传输过慢，已中断，没有任何改动。请在网络较好时重试。
error-changed = 内容已发生变化
error-changed-way = 没有任何改动。请查看现状后再决定。
error-doing = 此请求正在处理
error-doing-way = 请稍候，再查看是否完成。
error-key-used = 此键已用于其他请求
error-key-used-way = 没有任何改动。每个请求须使用各自的键。

passkeys = 通行密钥
passkeys-hint = 使用通行密钥登录无需密码：凭本设备的指纹、面容或 PIN 码，或使用安全密钥。
passkey-script = 通行密钥需要浏览器启用脚本；密码则不需要。
passkey-example = 办公笔记本
passkey-not-made = 未创建通行密钥。请重试，或使用密码。
passkey-not-shown = 未出示通行密钥。请重试，或使用密码。
passkey-wrong = 此处没有这个通行密钥。请使用密码，或向操作员索取新链接。
make-passkey = 创建通行密钥
log-in-passkey = 用通行密钥登录
or-passkey = 或使用通行密钥
made-on = 创建时间
done-passkey = 通行密钥已保存，下次可用它登录。
done-passkey-removed = 通行密钥已移除。
scope-metrics = 节点运行指标

log-in-outside = 通过{ $what }登录
error-waits = 您的账户等待准入
error-waits-way = 登录服务认识您，但本节点尚未认识。操作员分配角色后，请重新登录。
error-elsewhere = 登录服务没有应答
error-elsewhere-way = 请稍后重试，或使用密码或通行密钥登录。
remove = 移除
