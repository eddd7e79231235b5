# 查询账本。

entry-policy-decided = 策略生效
entry-council-acted = 理事会行动
entry-decided = 理事会决定
ledger-from = 写入时间自
ledger-until = 写入时间至
ledger-to = 披露给
ledger-person = 人员
ledger-person-hint = 操作者或所涉及者。已抹除的用户查不到。
ledger-about = 记录、发现、导入
ledger-about-hint = 地址中的标识。
ledger-none = 没有符合的条目。
ledger-whole = 导出整个账本
ledger-lines = 将这些条目取为表格
ledger-lines-hint = 只有整个账本可供他人核验。此处所查条目的表格（CSV）不证明任何事项，供审计员查问何物披露给何人之用。
ledger-its = 账本条目
