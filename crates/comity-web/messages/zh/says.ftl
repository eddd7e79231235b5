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
        [0] 一方在另一方结束当天开始
       *[other] 一方在另一方结束 { $days } 天后开始
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
says-co-present = 双方都在{ $place }，共 { $activities } 项活动
says-group-gist = “{ $name }”有 { $count } 条记录，来自{ $parties }，宜一并看待{ $tail }
says-instrument-gist =
    { $forbids ->
        [yes] “{ $instrument }”不允许“{ $activity }”（{ $by }）
       *[no] “{ $instrument }”对“{ $activity }”（{ $by }）设有条件
    }
says-asked-gist = 同时有 { $count } 项活动需要{ $party }配合{ $tail }
says-gap-gist = “{ $need }”方面的工作太少，提出这一需求的有{ $by }{ $tail }
says-untied-gist =
    { $left }与{ $right }面对{ $needs ->
        [1] 相同的需求
       *[other] { " " }{ $needs } 项相同的需求，首先是
    }“{ $need }”，却没有联系渠道

# 地点与时间，另成一句。
tail-place = 。{ $place }
tail-period = 。{ $period }
tail-both = 。{ $place }，{ $period }

# 从一方看的联系。
tie-with = { $party }（{ $kind }）

# 标题所用的语言。
tongue-en = 英语
tongue-fr = 法语
tongue-es = 西班牙语
tongue-pt = 葡萄牙语
tongue-de = 德语
tongue-it = 意大利语
tongue-nl = 荷兰语
tongue-da = 丹麦语
tongue-sv = 瑞典语
tongue-no = 挪威语
tongue-fi = 芬兰语
tongue-pl = 波兰语
tongue-ru = 俄语
tongue-uk = 乌克兰语
tongue-ar = 阿拉伯语
tongue-fa = 波斯语
tongue-ps = 普什图语
tongue-tr = 土耳其语
tongue-uz = 乌兹别克语
tongue-ky = 吉尔吉斯语
tongue-kk = 哈萨克语
tongue-tg = 塔吉克语
tongue-tk = 土库曼语
tongue-zh = 中文
tongue-ja = 日语
tongue-ko = 韩语
