# 证据与发现的句子。

says-shared-code = 双方都写有代码 { $code }
says-names-identifier = 一方写有另一方的编号 { $code }
says-same-local-id = 去掉发布者前缀后编号相同：{ $code }
says-declares-link = 记录自己声明了关联（{ $relation }）
says-same-title = 标题相同
says-same-title-but-number = 标题仅 { $left } 与 { $right } 不同
says-shared-words = 标题有相同的罕见词：{ $words }
says-similar-title = 标题相似度 { $percent }%
says-same-meaning = 标题含义相同（{ $left }、{ $right }）
says-alike-meaning = 标题含义相同（比无关标题近 { $deviations } 个标准差）
says-learned-words = 标题说的是同一内容：{ $words }
says-perhaps-an-edition = 同一计划的另一届或另一阶段看起来也会差不多
says-different-title = 标题不同
says-shared-description = 说明有相同的罕见词：{ $words }
says-same-reporter = 报告方相同
says-shared-parties = 双方都写有：{ $parties }
says-funds-the-other = { $funder }出资，{ $implementer }报告收到该款
says-shared-counterpart = 双方都与{ $party }合作
says-names-reporter = 一条记录写有另一条的报告方{ $party }
says-no-shared-party = 没有共同的参与方
says-same-place = 地点相同：{ $place }
says-inside-place = { $inner }位于{ $outer }
says-distance = 相距 { $km } 公里
says-shared-countries = 都在：{ $countries }
says-different-place = 地点不同：{ $left }与{ $right }
says-same-dates = 日期相同
says-shared-days = { $of } 天中有 { $shared } 天重合
says-apart = 一方结束到另一方开始相隔 { $days } 天
says-open-period = 双方都未写明结束日期
says-same-theme = 主题相同：{ $themes }
says-different-theme = 主题不同
says-same-kind = 类型相同：{ $kind }
says-kinds-differ = 类型不同：{ $left }与{ $right }
says-same-amount = 金额相同：{ $amount }
says-shared-asset = 双方都使用：{ $asset }
says-exclusive-kinds = { $left }与{ $right }在 { $km } 公里、{ $days } 天之内互相排斥
says-asked-too-much = { $days } 天内有 { $count } 项活动需要{ $party }配合
says-forbidden-by = { $instrument }禁止：{ $obligation }
says-conditioned-by = { $instrument }设有条件：{ $obligation }
says-money-meets-delivery = { $money }有资金而未写执行者，{ $delivery }在执行而未写资金
says-training-beside-operation = { $training }培训的正是{ $operation }的合作对象
says-neighbouring-stretch = { $left }与{ $right }是同一线路上的相邻段
says-shared-need = 双方都回应需求“{ $need }”
says-uncovered = 没有关于以下主题的报告：{ $themes }
says-no-tie = { $on }，{ $left }与{ $right }之间没有联系
says-bridge-member = { $party }可以牵线：{ $left_tie }、{ $right_tie }
says-bridge-rule = 有规则可用：{ $title }
says-bridge-proposal = 已有提案：{ $title }
says-objected-by = { $parties }反对{ $proposal }
says-series = { $name }是一个系列，共 { $editions } 届
says-part-of = { $part }是{ $whole }的一部分
says-prior = 比较之前：每 { $one_in } 对中有一对

pair-same = “{ $left }”（{ $left-by }）与“{ $right }”（{ $right-by }）描述的是同一活动{ $tail }
pair-same-titled = { $left-by }与{ $right-by }描述的是同一活动“{ $left }”{ $tail }
pair-same-own = { $left-by }的“{ $left }”与“{ $right }”描述的是同一活动{ $tail }
pair-chain = “{ $left }”（{ $left-by }）与“{ $right }”（{ $right-by }）报告的是同一笔资金，只应计一次{ $tail }
pair-chain-titled = { $left-by }与{ $right-by }就“{ $left }”报告的是同一笔资金，只应计一次{ $tail }
pair-chain-own = { $left-by }的“{ $left }”与“{ $right }”报告的是同一笔资金，只应计一次{ $tail }
pair-part = “{ $left }”（{ $left-by }）是“{ $right }”（{ $right-by }）的一部分、一个阶段或一届{ $tail }
pair-part-own = { $left-by }的“{ $left }”是“{ $right }”的一部分、一个阶段或一届{ $tail }
pair-overlap = “{ $left }”（{ $left-by }）与“{ $right }”（{ $right-by }）目标相同{ $tail }
pair-overlap-titled = { $left-by }与{ $right-by }做的是同一件事：“{ $left }”{ $tail }
pair-overlap-own = { $left-by }的“{ $left }”与“{ $right }”目标相同{ $tail }
pair-conflict = “{ $left }”（{ $left-by }）与“{ $right }”（{ $right-by }）不能都按计划进行{ $tail }
pair-conflict-own = { $left-by }的“{ $left }”与“{ $right }”不能都按计划进行{ $tail }
pair-complement = “{ $left }”（{ $left-by }）与“{ $right }”（{ $right-by }）各有对方所缺{ $tail }
pair-complement-own = { $left-by }的“{ $left }”与“{ $right }”各有对方所缺{ $tail }

says-follows-on =
    { $days ->
        [0] 一方在另一方结束当日开始
       *[other] 一方在另一方结束后 { $days } 天开始
    }
says-starts-apart =
    { $days ->
        [0] 同日开始
       *[other] 开始日期相差 { $days } 天
    }
says-amounts-differ =
    { $percent ->
        [0] 金额几乎相等
       *[other] 金额相差 { $percent }%
    }
says-coverage =
    { $activities ->
        [0] 没有活动回应这一需求
       *[other] 只有 { $activities } 项活动回应这一需求
    }；此处其他需求各有 { $wanted } 项
says-co-present = 双方都在，共 { $activities } 项活动{ $tail }
says-group-gist = “{ $name }”：{ $parties }报告的 { $count } 条记录，应当作一项来看{ $tail }
says-instrument-gist =
    “{ $instrument }”{ $forbids ->
        [yes] 不允许
       *[no] 限定
    }“{ $activity }”（{ $by }）
says-asked-gist = { $count } 项活动同时要求{ $party }参与{ $tail }
says-gap-gist = 对“{ $need }”做得太少，提出这一需求的是{ $by }{ $tail }
says-untied-gist =
    { $left }与{ $right }回应{ $needs ->
        [1] 同一需求
       *[other] { $needs } 项相同的需求，首先是
    }“{ $need }”，彼此之间却没有可以对话的联系

# 地点与时间，另成一句。
tail-place = 。{ $place }
tail-period = 。{ $period }
tail-both = 。{ $place }，{ $period }

# A tie as seen from one of its parties.
tie-with = { $party }（{ $kind }）
