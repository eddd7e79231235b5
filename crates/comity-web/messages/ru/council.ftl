# Совет: предложения и позиции, варианты, заседания, решения, поручения.

bar-council = Совет
councils-hint = Совет решает по предложениям своих членов: кто какую позицию занимает, что может быть принято вместе, что решено и что по этому делается.
no-councils = Ваша сторона не входит ни в один совет на этом узле.
no-councils-found = Совета ещё нет. Учредите его ниже: назовите членов и условия принятия решений.
you-sit-as = Вы участвуете как: { $what }
you-sit = Ваш статус
kept-by = ведёт секретариат: { $what }
council-found = Учредить совет
council-name = Название
council-members = Члены
council-members-hint = Идентификаторы сторон через запятую или с новой строки, как в ваших записях.
council-observers = Наблюдатели
council-quorum = Кворум: сколько членов должно присутствовать для решения
council-rule = Порядок принятия решений
council-make = Учредить
known-parties = Стороны, названные в ваших записях
council-proposals = Предложения
council-packages = Что может пройти
council-meetings = Заседания
council-decisions = Решения и поручения
council-seats = Состав
council-rules = Порядок решений: { $rule }; кворум: { $quorum }; ведёт секретариат: { $keeper }.
rule-consensus = консенсус
rule-unanimity = единогласие
rule-majority = большинство
rule-silence = процедура умолчания
rule-qualified = квалифицированное большинство { $what }
rule-hint = consensus, unanimity, majority, silence или доля: qualified=2/3
rules-change = Изменить кворум и порядок
seat-change = Изменить состав
sits-as = Статус
capacity-none = выходит из совета
capacity-member = член
capacity-observer = наблюдатель
capacity-partner = партнёр
capacity-guest = гость
capacities = Что даёт каждый статус
capacity-says-member = видит всё, выступает, голосует
capacity-says-observer = видит материалы TLP:CLEAR и TLP:GREEN, выступает, не голосует
capacity-says-partner = как наблюдатель
capacity-says-guest = видит только открытые ему пункты
proposals-open = На рассмотрении
proposals-ended = Решены или отозваны
no-proposals = Предложений нет.
proposal = Предложение
propose = Составить предложение
proposal-id = Идентификатор, для условий в позициях
proposal-text = Текст
proposal-make = Внести
proposal-amend = Изменить текст
proposal-withdraw = Отозвать
proposal-withdraw-hint = Предложение и позиции останутся доступны для чтения, но решения по нему больше не будет.
proposal-label-hint = Члены видят все предложения. Наблюдатели и партнёры видят TLP:CLEAR и TLP:GREEN; гости видят то, что им открыто на заседании.
propose-in-council = Составить предложение для совета
take-up = Взять из записей
take-up-hint = Предложения из ваших записей и позиции по ним вносятся как есть.
done-acted-in-part = Внесено; часть не прошла по правилам совета.
titled = «{ $what }»
paper = Документ
paper-minutes = Протокол
paper-format = Формат
paper-give = Скачать
paper-invitation = Приглашение в календарь
paper-decisions = Решения документом
paper-votes = Голоса таблицей
home-councils = В совете
agenda-build = Составить повестку из открытых вопросов
suggested-proposal = предложение
suggested-task = поручение к сроку
suggested-finding = находка
what-if = Пути к связям и «что если»
what-if-hint = По одному изменению в строке: admit tm sco; add-tie nato sco liaison; end-tie uz us; sign kz ДОКУМЕНТ; denounce kz ДОКУМЕНТ.
what-if-scenario = Вариант { $what }
what-if-weigh = Сравнить
what-if-line = Строка { $n }: { $what }
what-if-many = Не больше { $n } изменений.
what-if-tied = Больше не отсутствуют
what-if-missing = Стали отсутствовать
what-if-opened = Открываются пути
what-if-gone = Закрываются пути
what-if-ruled = Мероприятия, которые документ запретит или обусловит
what-if-freed = Мероприятия, которые документ больше не запрещает и не обусловливает
what-if-gaps = Пробелы не зависят от связей: сделанное по потребности считается по записям, поэтому варианты их не меняют.
what-if-kept = сохранён как «{ $what }»
kept-scenarios = Сохранённые варианты
kept-scenarios-hint = Их видит вся ваша сторона; переименовать или удалить вариант может тот, кто его сохранил.
open-as = открыть как
keep-scenario = Сохранить под именем
keep = Сохранить
rename = Переименовать
own-scenario = ваш
party-scenario = сотрудника вашей стороны
done-scenario-kept = Вариант сохранён.
done-scenario-removed = Вариант удалён.
way-between = { $pair }: { $way }
way-jointly = { $needs }; статус не нужен
way-jointly-at = { $needs } ({ $place }); статус не нужен
way-through = { $organ } ({ $house }): этот орган сам занимается потребностью, участие всей организации не требуется
way-invites = приглашает { $host }, гость — { $guest }; основание: «{ $rule }»
way-spoken-of = об этом говорит «{ $rule }» ({ $host })
way-brought-together = { $what } имеет связь с обеими сторонами и может свести их
way-hosted-by =
    { $count ->
        [one] { $states } имеет связь с обеими сторонами и может принять обе
       *[many] { $states } имеют связь с обеими сторонами: принять обе может любое из этих государств
    }
way-as-others =
    { $count ->
        [had] { $guest } получает статус «{ $status }» ({ $host }); раньше он был у других: { $holders }
       *[many] { $guest } получает статус «{ $status }» ({ $host }); он уже есть у других: { $holders }
    }
way-proposed = «{ $title }» ({ $proposal })
agrees-if = { $party } (при условии: { $condition })
agrees-undecided = { $what } (решение не принято)
agrees-more = ещё { $n }
closed-not-taken-up = это предлагалось, ответа нет: { $what }
nothing-no-tie = на { $on } такая связь не действует: { $from } – { $to }
nothing-no-instrument = документа с обозначением «{ $what }» нет
nothing-bound = { $party }: документ { $instrument } уже обязателен
nothing-not-bound = { $party }: документ { $instrument } и так не обязателен
what-if-nothing = ничего
what-if-none = Среди видимых вам сторон недостающих связей нет.
way-consent = должны согласиться: { $what }
way-objected = возражали: { $what }
way-closed = закрыто:
means-joint-activity = Совместная деятельность:
means-organ = Через орган:
means-guest = В качестве гостя:
means-host = Через посредника:
means-status = Через статус:
means-proposal = По предложению:
proposed-by = Внесено
the-secretariat = секретариат
changes-what = Что меняет
decided-by = Порядок решения
comes-of = Основание
rules-out = Исключает
change-nothing = ничего, кроме сказанного в тексте
change-a-tie = Устанавливается связь
change-jointly = Совместная деятельность
change-division = Разделение работы
change-funding = Финансирование
change-parties = Стороны через запятую
change-payer = Кто платит
change-tie = связь: { $from } – { $to }, { $tie }
change-joint = совместно: { $what }
change-divide = работа делится между: { $what }
change-fund = платит { $party }: { $amount }
change-correct = владелец исправляет запись
f-amount = Сумма
f-place = Место
propose-title-tie = Связь между: { $what }
propose-title-joint = Совместные действия: { $what }
propose-title-divide = Разделение работы: { $what }
propose-title-nothing = Предложение, касающееся: { $what }
errands = Поручения после решения
errand = { $what } – { $owner }, срок в днях: { $days }
task-what = Что сделать
task-owner = Исполнитель
task-days = Дней
matter-open = на рассмотрении
matter-decided = решено, № { $n }
matter-withdrawn = отозвано { $what }
matter-silence = умолчание до { $what }
exclusions = Взаимно исключаются:
exclude = Указать, что два предложения исключают друг друга
exclude-other = Второе предложение
stance-support = за
stance-oppose = против
stance-abstain = воздержался
stance-undecided = не определился
stance-conditional = с условием
positions = Позиции
position = Позиция
no-position = нет позиции
no-positions = Позиций пока нет.
positions-before = Все позиции по времени
condition = Условие
condition-hint = Только для позиции с условием: p-1 and not p-2, or, скобки; nato@p-1 значит, что nato принимает p-1. Без условия слова ниже говорят, какой правки вы просите.
draft = черновик
draft-own = черновик, виден только вашей стороне
older-text = по прежнему тексту
texts-before = Прежние тексты
take-position = Занять позицию
position-for = За кого
position-words = Оговорка, пояснение или правка, которой вы просите
position-draft = Черновик: виден только нам и учитывается только в наших вариантах
position-take = Внести позицию
silence-begin = Начать процедуру умолчания
silence-last = Последний день для возражений
silence-hint = Решение наступает на следующий день, если никто из членов не возразит. Текст до этого менять нельзя.
silence-extend = Продлить
silence-break = Возразить
silence-break-hint = Возражение остаётся вашей позицией и видно всем, кто видит предложение.
why = Почему
for-secretariat = Для секретариата
put-on-agenda = Внести в повестку
put = Внести
open-to-guests = Открыть гостям
opened-to = открыто для: { $what }
meeting = Заседание
no-meetings = Заседания не назначены.
meetings-ahead = Предстоят
meetings-over = Прошли
meeting-call = Созвать заседание
meeting-on = Первый день
meeting-until = Последний день
meeting-place = Место и час
meeting-form = Форма
meeting-invited = Кого приглашают
meeting-guests = Гости
meeting-guests-hint = Гость видит только открытые ему пункты.
meeting-move = Изменить извещение
meeting-call-off = Отменить
meeting-open = Открыть заседание
meeting-close = Закрыть заседание
form-formal = официальное
form-informal = неофициальное
form-correspondence = заочное
form-says-formal = принимает решения
form-says-informal = обсуждает, не решает
form-says-correspondence = решает без общего сбора
stage-ahead = предстоит
stage-open = идёт
stage-over = прошло
stage-called-off = отменено
items-seen = Видимых пунктов
agenda = Повестка дня
no-items = В повестке нет видимых вам пунктов.
item-up = Выше: { $what }
item-strike = Снять
item-strike-of = Снять с повестки: { $what }
item-words = Другое
paper-lay = Представить документ
paper-text = Текст
minute-add = Записать сказанное
minute-words = Для протокола
votes-cast = Уже проголосовали: { $n }.
vote-for = Голос стороны
vote-words = Пояснение
count-votes = Подсчитать голоса
count-passed = Принято, решение № { $n }.
count-failed = Не принято.
quorum-line = Присутствуют { $present } из { $members } членов; кворум: { $quorum }.
attending = Участники заседания
not-there = отсутствует
leaves = уходит
who-is-there = Кто присутствует
tasks = Поручения
no-tasks = Поручений нет.
task-report = Отчитаться
task-report-only = Отчёт, ещё не выполнено
task-words = Что сделано или что мешает
task-done = Выполнено
task-postpone = Перенести срок
task-due = Срок
task-assign = Дать поручение
decisions = Решения
no-decisions = Решений пока нет.
decision-number = Решение { $n }
decided-silence = по умолчанию до { $what }
decided-votes = голосованием ({ $votes }), { $meeting }
votes-summed = за { $yes }, против { $no }, воздержались { $abstain }
made-tie = связь записана
made-outcome = записано как итог по находке
carry-out = Исполнить на этом узле
carry-out-hint = Вносит связь в записи или итог к находке.
reserve = Добавить оговорку или пояснение
reserve-words = Оговорка или пояснение
packages-summary = Вариантов, которые могут пройти: { $packages }. Предложений на рассмотрении: { $open }; ни в одном варианте: { $blocked }.
packages-hint = Вариант: наибольший набор предложений, которые проходят вместе при нынешних позициях. За неопределившихся ответ не предсказывается.
packages-drafts = Здесь учтены ваши черновики и ничьи больше.
package = Вариант { $n }
package-depends = Ещё зависит от: { $what }.
package-gains = Что получает каждый
packages-more = Есть и другие; показаны наибольшие.
packages-blocked = Что не может пройти и почему
packages-unlocks = Наименьшие изменения позиций, которые открыли бы больше
unlock-move = { $party } по предложению «{ $title }»: { $stance }
unlock-opens = { $moves } – тогда могло бы пройти: { $titles }.
why-opposed = Против: { $parties }; { $rule }
why-abstained = Воздержались, что при единогласии равно отказу: { $what }.
why-unmet = { $party } принимает только при условии: { $condition }; среди того, что могло бы пройти вместе, его ничто не выполняет.
why-unmet-blocked = { $party } принимает только при условии: { $condition }, а { $titles } пройти не может.
why-clash = Условия этих сторон несовместимы: { $what }.
why-too-few = В лучшем случае за: { $yes }, против: { $no }; требуется: { $rule }.
why-nobody = Никто не принимает; против: { $what }.
veto-unanimity = при единогласии нужны все.
veto-silence = одно возражение прерывает умолчание.
veto-consensus = при консенсусе никто не должен возражать.
waits-open = Идёт сейчас: { $what }
waits-silence = Умолчание до { $day }: { $title }
waits-meeting = Следующее: { $title }, { $day }
done-acted = Внесено в документы совета и в журнал.
done-council-founded = Совет учреждён.
done-passed = Подсчитано: принято.
done-not-passed = Подсчитано: не принято.
refused-founded = Совет уже учреждён.
refused-not-founded = Сначала совет учреждают.
refused-bad-charter = Кворум: не меньше 1 и не больше числа членов.
refused-guest-seat = Гостей приглашают на заседание; места в совете у них нет.
refused-missing = Не хватает названия, текста или причины.
refused-known-proposal = Такой идентификатор уже есть у другого предложения.
refused-no-proposal = Названного предложения нет.
refused-decided = По нему уже решено.
refused-withdrawn = Оно отозвано.
refused-excludes-itself = Предложение не исключает само себя: выберите другое.
refused-condition = Условие нельзя прочитать. Пишите идентификаторы предложений, соединяя их словами and, or, not и скобками; not не ставится перед согласием другой стороны.
refused-no-condition = Позиции с условием нужно условие или правка, о которой просят; у других позиций условия нет.
refused-under-silence = Идёт процедура умолчания: возразите или дождитесь её конца.
refused-not-under-silence = Процедуры умолчания нет.
refused-lapsed = Срок умолчания истёк.
refused-not-later = Последний день позже первого, а умолчание продлевают на более поздний день.
refused-known-meeting = Такой идентификатор уже у другого заседания: созовите ещё раз.
refused-no-such-meeting = Такого заседания нет.
refused-not-ahead = Заседание началось, прошло или отменено.
refused-no-meeting = Открытого заседания нет.
refused-meeting-open = Идёт заседание с поданными голосами: подсчитайте их или закройте его.
refused-over = Заседание окончено: повестка не меняется.
refused-informal = Неофициальное заседание решений не принимает.
refused-not-tabled = Этого нет в повестке.
refused-tabled = Это уже в повестке.
refused-no-item = Такого пункта в повестке нет.
refused-not-member = Членами заседают только члены совета.
refused-no-vote = Голосуют только присутствующие члены.
refused-no-such-vote = Голос: за, против или воздержался.
refused-no-quorum = Кворума нет: решать сейчас нельзя.
refused-no-decision = Такого решения нет.
refused-enacted = Уже исполнено.
refused-no-task = Такого поручения нет.
refused-task-done = Поручение выполнено.
waits-positions =
    { $n ->
        [one] { $n } предложение ждёт вашей позиции
        [few] { $n } предложения ждут вашей позиции
       *[other] { $n } предложений ждут вашей позиции
    }
waits-late =
    { $n ->
        [one] { $n } ваше поручение просрочено
        [few] { $n } ваших поручения просрочены
       *[other] { $n } ваших поручений просрочено
    }
waits-tasks =
    { $n ->
        [one] { $n } ваше поручение в работе
        [few] { $n } ваших поручения в работе
       *[other] { $n } ваших поручений в работе
    }
waits-carrying-out =
    { $n ->
        [one] { $n } решение ждёт исполнения на этом узле
        [few] { $n } решения ждут исполнения на этом узле
       *[other] { $n } решений ждут исполнения на этом узле
    }
stated-positions =
    { $n ->
        [one] { $n } позиция
        [few] { $n } позиции
       *[other] { $n } позиций
    }
what-if-summary =
    { $n ->
        [one] { $what }: { $n } пара разделяет нужду без связи
        [few] { $what }: { $n } пары разделяют нужду без связи
       *[other] { $what }: { $n } пар разделяют нужду без связи
    }
what-if-more =
    { $n ->
        [one] и ещё { $n }
        [few] и ещё { $n }
       *[other] и ещё { $n }
    }
tasks-done =
    { $n ->
        [one] Выполнено { $n } поручение
        [few] Выполнено { $n } поручения
       *[other] Выполнено { $n } поручений
    }
what-if-ruled-more = и ещё { $n }
