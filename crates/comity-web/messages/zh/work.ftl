# What a desk does about a finding or a plan.

bar-home = 首页

# 首页
home-now = 待我处理
home-nothing = 目前没有等待贵部门处理的事项。
home-import = 导入本机构的记录
home-queue = 打开发现队列
home-asked = { $n } 项等待答复
home-hands = 本部门手上有 { $n } 项发现
home-ours = 涉及本机构记录的未决发现
home-all-ours = 查看全部
home-offered = { $what } 请求移交给您：
home-proposed = { $what } 提议：
home-changed = { $what }以来的变化
home-unchanged = 此后没有变化。
home-verdicts = 其他人的答复
home-found = 新发现
home-imports = 本机构的导入
home-imported = 新增或更改 { $n } 条记录

# 由哪个部门处理
hand-title = 由谁处理
hand-nobody = 尚无部门接手。
hand-open = 尚未接手
hand-taken = 已接手
hand-acknowledged = 已阅，不代表同意
hand-handed = 已移交
hand-due = 期限 { $what }
hand-was-due = 已于 { $what } 到期
hand-by-rule = 按规则确定：以便较早开始的活动仍可调整
hand-take = 接手
hand-acknowledge = 已阅
hand-acknowledge-hint = “已阅”仅表示看过，不代表同意。
hand-history = 移交经过
handed-taken = 接手
handed-offered = 请求移交给
handed-accepted = 已接受
handed-refused = 已拒绝
handed-withdrawn = 撤回移交请求
handed-acknowledged = 已阅
handed-due = 更改期限
offer-title = 不属本部门：移交其他部门
offer-desk = 部门
offer-hint = 对方接受之前仍由本部门处理，期限不变。
offer-send = 请求移交
offer-from = { $what } 请求移交
offer-to = 给 { $what }。
offer-accept = 接受
offer-refuse = 拒绝
offer-back = 撤回移交请求
reason-to-refuse = 如拒绝，请说明理由
due-title = 更改期限
due-day = 期限
due-set = 确定期限

# 处理结果
outcomes = 处理结果
outcome-title = 作出决定
outcome-what = 决定
outcome-write = 记录
outcome-shared = 作为提议，经其他各方同意后生效
outcome-retract = 撤回
outcome-proceed = 按计划进行
outcome-jointly = 联合开展
outcome-divide = 分工进行
outcome-delay = 推迟我方活动
outcome-cancel = 取消我方活动
outcome-merge = 合并记录
outcome-no-action = 不采取行动
outcome-state-proposed = 已提议
outcome-state-holds = 有效
outcome-state-declined = 被拒绝
outcome-state-retracted = 已撤回
outcome-state-replaced = 已被替代
agreement-awaited = { $what } 尚未答复
agreement-agreed = { $what } 同意
agreement-declined = { $what } 不同意
agree = 同意
decline = 不同意
reason-to-decline = 如不同意，请说明理由
verdict-retracted = 已撤回

done-taken = 已由本部门接手。
done-acknowledged = 已阅。这不代表同意。
done-due = 期限已确定。
done-offered = 已请求移交。对方接受之前仍由本部门处理。
done-accepted = 已接受，现由本部门处理。
done-refused = 已拒绝，仍由原部门处理。
done-offer-back = 移交请求已撤回。
done-decided = 已记录并生效。
done-proposed = 已提议，经其他各方同意后生效。
done-agreed = 已表示同意。
done-declined = 已表示不同意，提议作废。
done-retracted = 已撤回。

entry-finding-worked = 发现的处理
entry-filing-withdrawn = 撤回申报
key-delegate = 移交给其他部门

# 队列
whose-desk = 由本部门处理
f-due = 期限
due-filter-any = 不限
due-filter-over = 已逾期
due-filter-week = 一周之内
learned-lower = 排序靠后：{ $what } 项类似发现中，本机构否定了 { $n } 项。
learned-higher = 排序靠前：{ $what } 项类似发现中，本机构确认了 { $n } 项。
bulk-title = 对所有选中的发现给出同一答复，并说明理由：
choose = 选择：{ $what }
undo-batch = 撤回这一批答复
done-batch = 已对所有选中的发现保存答复。
key-choose = 选中该发现，以便一并答复

# 已申报的计划
filings = 已申报的计划
filings-due = 待申报的计划
filings-made = 申报情况
filings-none = 尚未申报任何计划。
filing-begin = 查核计划并申报
filing-lead = 计划应至少在开始前 { $n } 天申报。
filing-title = 申报此计划
filing-hint = 计划将成为本机构的一条记录，系统会查找与之冲突的活动，并交由相关部门处理。
filing-in-time = 未逾期：申报截止日期为 { $what }。
filing-is-late = 已逾期：申报截止日期为 { $what }。请说明理由。
filing-withdraw-hint = 计划随申报一并撤回，此处不再有人看到。
filing-withdrawn = 已撤回
filing-rules = 本节点的期限规定
setting-lead-days = 计划须在开始前多少天申报
setting-clock-days = 冲突须在较早活动开始前多少天作出决定
file-by = 申报截止
file-it = 申报
filed-by = 申报人
filed-how = 申报方式
filed-in-time = 按期
filed-late = 逾期
filed-waived = 由 { $what } 批准不受期限限制
reason-late = 逾期理由
superior = 批准不受期限限制的上级
superior-hint = 仅限紧急情况：填写作出批准的本机构另一用户的用户名。
plan-unseen = 已撤回的计划
done-filed = 已按期申报。这不代表同意。
done-filed-late = 已逾期申报，理由已记录。这不代表同意。
done-filing-withdrawn = 申报已撤回，计划一并撤回。

# 人工合并的记录
links-title = 人工合并或分开
links-join = 与另一条记录合并，或保持分开
links-two = 合并这两条记录，或保持分开
links-two-hint = 无论之后导入或发现什么均有效，可在任一记录的页面上撤销。
links-other = 另一条记录
links-other-hint = 其网址，或报告方给出的标识符。
link-end = 撤销
join = 合并
keep-apart = 保持分开
bond-same = 已合并于
bond-apart = 分开于
bond-part = 隶属于
done-joined = 已合并，两条记录归入同一档案。
done-apart = 两条记录将保持分开，无论发现什么。
key-merge = 合并两条记录，或保持分开

# 询问
home-question = { $what } 询问：
question-title = 询问另一方
question-whom = 对方
question = 问题
question-ask = 发送
question-to = 致 { $what }：
question-answer = 答复
question-send-answer = 答复
done-asked = 已发送，将显示在对方的首页上。
done-question-answered = 答复已发送。
desk-findings = { $what }部门的发现
rule-forbids = 文件规定，禁止：
rule-conditions = 文件规定，须满足条件：
rule-binds = 约束：{ $what }
