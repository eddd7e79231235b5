# Что говорят доводы и выводы.

says-shared-code = обе записи называют код { $code }
says-names-identifier = одна запись называет идентификатор другой, { $code }
says-same-local-id = тот же идентификатор { $code } после префикса издателя
says-declares-link = запись сама заявляет связь ({ $relation })
says-same-title = одинаковое название
says-same-title-but-number = название одинаково, кроме { $left } и { $right }
says-shared-words = в названиях общие редкие слова: { $words }
says-similar-title = названия схожи на { $percent } %
says-same-meaning = названия значат одно и то же ({ $left }, { $right })
says-alike-meaning = названия значат одно и то же (ближе, чем у несвязанных записей, на { $deviations } σ)
says-learned-words = названия говорят одно и то же: { $words }
says-perhaps-an-edition = другой выпуск или этап той же программы выглядел бы почти так же
says-different-title = названия различаются
says-shared-description = в описаниях общие редкие слова: { $words }
says-same-reporter = сообщает одна и та же сторона
says-shared-parties = обе записи называют: { $parties }
says-funds-the-other = { $funder } финансирует, { $implementer } показывает деньги как полученные
says-shared-counterpart = общий партнёр на месте: { $party }
says-names-reporter = одна запись называет того, кто сообщает другую: { $party }
says-no-shared-party = общих сторон нет
says-same-place = то же место: { $place }
says-inside-place = { $inner } лежит внутри: { $outer }
says-distance = расстояние { $km } км
says-shared-countries = общие страны: { $countries }
says-different-place = разные места: { $left } и { $right }
says-same-dates = те же даты
says-shared-days = общих дней: { $shared } из { $of }
says-apart =
    между концом одного и началом другого { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }
says-open-period = у обеих конец не указан
says-same-theme = та же тема: { $themes }
says-different-theme = разные темы
says-same-kind = обе одного вида: { $kind }
says-kinds-differ = разные виды: { $left } и { $right }
says-same-amount = та же сумма, { $amount }
says-shared-asset = обе используют: { $asset }
says-exclusive-kinds =
    { $left } и { $right } исключают друг друга в пределах { $km } км и срока в { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }
says-asked-too-much =
    к стороне { $party } обращены { $count ->
        [one] { $count } мероприятие
        [few] { $count } мероприятия
        [many] { $count } мероприятий
       *[other] { $count } мероприятия
    } за { $days ->
        [one] { $days } день
        [few] { $days } дня
        [many] { $days } дней
       *[other] { $days } дня
    }
says-forbidden-by = запрещает { $instrument }: { $obligation }
says-conditioned-by = условие ставит { $instrument }: { $obligation }
says-money-meets-delivery = { $money }: есть деньги, исполнитель не назван; { $delivery }: исполняет, деньги не названы
says-training-beside-operation = { $training } обучает тех, с кем работает { $operation }
says-neighbouring-stretch = { $left } и { $right } — соседние участки одной линии
says-shared-need = обе отвечают на потребность «{ $need }»
says-uncovered = ничего не сообщается по темам: { $themes }
says-no-tie = { $on } между { $left } и { $right } связи нет
says-bridge-member = связать может { $party }: { $left_tie }, { $right_tie }
says-bridge-rule = связать может правило: { $title }
says-bridge-proposal = уже предложено: { $title }
says-objected-by = против предложения { $proposal } выступили: { $parties }
says-series = { $name } — серия, выпусков: { $editions }
says-part-of = { $part } — часть целого: { $whole }
says-prior = до сравнения: одна пара из { $one_in }

pair-same = «{ $left }» ({ $left-by }) и «{ $right }» ({ $right-by }) описывают одно и то же{ $tail }
pair-same-titled = { $left-by } и { $right-by } описывают одно и то же: «{ $left }»{ $tail }
pair-same-own = «{ $left }» и «{ $right }» (обе записи: { $left-by }) описывают одно и то же{ $tail }
pair-chain = «{ $left }» ({ $left-by }) и «{ $right }» ({ $right-by }) показывают одни и те же деньги: считать один раз{ $tail }
pair-chain-titled = { $left-by } и { $right-by } показывают одни и те же деньги на «{ $left }»: считать один раз{ $tail }
pair-chain-own = «{ $left }» и «{ $right }» (обе записи: { $left-by }) показывают одни и те же деньги: считать один раз{ $tail }
pair-part = «{ $left }» ({ $left-by }) входит в «{ $right }» ({ $right-by }) как часть, этап или выпуск{ $tail }
pair-part-own = «{ $left }» ({ $left-by }) входит в «{ $right }» как часть, этап или выпуск{ $tail }
pair-overlap = «{ $left }» ({ $left-by }) и «{ $right }» ({ $right-by }) направлены на одно и то же{ $tail }
pair-overlap-titled = { $left-by } и { $right-by } делают одно и то же: «{ $left }»{ $tail }
pair-overlap-own = «{ $left }» и «{ $right }» (обе записи: { $left-by }) направлены на одно и то же{ $tail }
pair-conflict = «{ $left }» ({ $left-by }) и «{ $right }» ({ $right-by }) несовместимы в том виде, как запланированы{ $tail }
pair-conflict-own = «{ $left }» и «{ $right }» (обе записи: { $left-by }) несовместимы в том виде, как запланированы{ $tail }
pair-complement = «{ $left }» ({ $left-by }) и «{ $right }» ({ $right-by }) дополняют друг друга{ $tail }
pair-complement-own = «{ $left }» и «{ $right }» (обе записи: { $left-by }) дополняют друг друга{ $tail }

says-follows-on =
    { $days ->
        [0] одно начинается в день окончания другого
        [one] одно начинается через { $days } день после конца другого
        [few] одно начинается через { $days } дня после конца другого
       *[many] одно начинается через { $days } дней после конца другого
    }
says-starts-apart =
    { $days ->
        [0] начинаются в один день
        [one] между началами { $days } день
        [few] между началами { $days } дня
       *[many] между началами { $days } дней
    }
says-amounts-differ =
    { $percent ->
        [0] суммы почти равны
       *[other] суммы расходятся на { $percent } %
    }
says-coverage =
    { $activities ->
        [0] ей не отвечает ни одно мероприятие
        [one] ей отвечает только { $activities } мероприятие
        [few] ей отвечают только { $activities } мероприятия
       *[many] ей отвечают только { $activities } мероприятий
    }; у других потребностей здесь по { $wanted }
says-co-present =
    обе присутствуют, { $activities ->
        [one] { $activities } мероприятие
        [few] { $activities } мероприятия
       *[many] { $activities } мероприятий
    }; место: { $place }
says-group-gist =
    «{ $name }»: { $count ->
        [one] { $count } запись
        [few] { $count } записи
       *[many] { $count } записей
    }, сообщают { $parties }; смотреть как одно{ $tail }
says-instrument-gist =
    «{ $instrument }» { $forbids ->
        [yes] исключает
       *[no] ставит условие для
    } «{ $activity }» ({ $by })
says-asked-gist =
    К стороне { $party } одновременно обращены { $count ->
        [one] { $count } мероприятие
        [few] { $count } мероприятия
       *[many] { $count } мероприятий
    }{ $tail }
says-gap-gist = По потребности «{ $need }» делается слишком мало; заявили её { $by }{ $tail }
says-untied-gist =
    { $left } и { $right } работают { $needs ->
        [1] над общей потребностью
       *[other] над общими потребностями (всего { $needs }), прежде всего
    } «{ $need }», а связи между ними нет

# Где и когда, отдельным предложением.
tail-place = . { $place }
tail-period = . { $period }
tail-both = . { $place }, { $period }

# Связь глазами одной из её сторон.
tie-with = { $party } ({ $kind })

# Языки названий.
tongue-en = английский
tongue-fr = французский
tongue-es = испанский
tongue-pt = португальский
tongue-de = немецкий
tongue-it = итальянский
tongue-nl = нидерландский
tongue-da = датский
tongue-sv = шведский
tongue-no = норвежский
tongue-fi = финский
tongue-pl = польский
tongue-ru = русский
tongue-uk = украинский
tongue-ar = арабский
tongue-fa = персидский
tongue-ps = пушту
tongue-tr = турецкий
tongue-uz = узбекский
tongue-ky = киргизский
tongue-kk = казахский
tongue-tg = таджикский
tongue-tk = туркменский
tongue-zh = китайский
tongue-ja = японский
tongue-ko = корейский
