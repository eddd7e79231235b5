# What a desk does about a finding or a plan.

bar-home = Главная

# Главная
home-now = Что ждёт меня сейчас
home-nothing = Вашего отдела ничего не ждёт.
home-import = Импортировать свои записи
home-queue = Открыть очередь находок
home-asked =
    { $n ->
        [one] Ожидается { $n } ответ
        [few] Ожидается { $n } ответа
       *[many] Ожидается { $n } ответов
    }
home-hands =
    { $n ->
        [one] У вашего отдела { $n } находка
        [few] У вашего отдела { $n } находки
       *[many] У вашего отдела { $n } находок
    }
home-ours = Открытые находки о наших записях
home-all-ours = Все такие находки
home-offered = { $what } предлагает передать вам:
home-proposed = { $what } предлагает:
home-changed = Изменилось с { $what }
home-unchanged = С тех пор ничего не изменилось.
home-verdicts = Что ответили другие
home-found = Новые находки
home-imports = Импорт вашей организации
home-imported =
    { $n ->
        [one] { $n } новая или изменённая запись
        [few] { $n } новые или изменённые записи
       *[many] { $n } новых или изменённых записей
    }

# У какого отдела находка
hand-title = Кто ею занимается
hand-nobody = Пока ни у одного отдела.
hand-open = ещё не взята в работу
hand-taken = в работе
hand-acknowledged = принята к сведению; это не согласование
hand-handed = передана
hand-due = срок { $what }
hand-was-due = срок истёк { $what }
hand-by-rule = по правилу: чтобы более раннее мероприятие ещё можно было перенести
hand-take = Взять в работу
hand-acknowledge = Принять к сведению
hand-acknowledge-hint = Принять к сведению значит, что вы прочли. Это не согласование.
hand-history = Как её передавали
handed-taken = взята в работу
handed-offered = предложена
handed-accepted = принята
handed-refused = отклонена
handed-withdrawn = предложение отозвано
handed-acknowledged = принята к сведению
handed-due = установлен другой срок
offer-title = Не наша: предложить другому отделу
offer-desk = Отдел
offer-hint = Пока тот отдел её не принял, находка остаётся у вашего. Срок не меняется.
offer-send = Предложить
offer-from = Предложение от { $what }
offer-to = для { $what }.
offer-accept = Принять
offer-refuse = Отклонить
offer-back = Отозвать предложение
reason-to-refuse = Причина, если отклоняете
due-title = Установить другой срок
due-day = Срок
due-set = Установить срок

# Что решено
outcomes = Что решено по ней
outcome-title = Принять решение
outcome-what = Решение
outcome-write = Записать
outcome-shared = предлагается; вступит в силу с согласия остальных
outcome-retract = Отозвать
outcome-proceed = проводить, как запланировано
outcome-jointly = проводить совместно
outcome-divide = разделить работу
outcome-delay = отложить своё
outcome-cancel = отменить своё
outcome-merge = объединить записи
outcome-no-action = ничего не предпринимать
outcome-state-proposed = предложено
outcome-state-holds = в силе
outcome-state-declined = отклонено
outcome-state-retracted = отозвано
outcome-state-replaced = заменено
agreement-awaited = { $what }: ответа пока нет
agreement-agreed = { $what }: согласие
agreement-declined = { $what }: отказ
agree = Согласиться
decline = Отказаться
reason-to-decline = Причина, если отказываетесь
verdict-retracted = отозвано

done-taken = Теперь она у вашего отдела.
done-acknowledged = Принято к сведению. Это не согласование.
done-due = Срок установлен.
done-offered = Предложено. Пока предложение не принято, ею занимается ваш отдел.
done-accepted = Принято. Теперь она у вашего отдела.
done-refused = Отклонено. Она остаётся там, где была.
done-offer-back = Предложение отозвано.
done-decided = Записано и вступило в силу.
done-proposed = Предложено. Вступит в силу с согласия остальных.
done-agreed = Ваше согласие записано.
done-declined = Отказ записан. Предложение утратило силу.
done-retracted = Отозвано.

entry-finding-worked = работа с находкой
entry-filing-withdrawn = заявка отозвана
key-delegate = предложить находку другому отделу

# Очередь
whose-desk = у моего отдела
f-due = Срок
due-filter-any = любой
due-filter-over = истёк
due-filter-week = в течение недели
learned-lower = Ниже в очереди: из похожих находок ({ $what }) ваша организация отклонила { $n }.
learned-higher = Выше в очереди: из похожих находок ({ $what }) ваша организация подтвердила { $n }.
bulk-title = Один ответ на все выбранные, с указанием причины:
choose = Выбрать: { $what }
undo-batch = Отозвать все эти ответы
done-batch = Ответ записан для всех выбранных находок.
key-choose = выбрать находку для общего ответа

# Поданные планы
filings = Поданные планы
filings-due = Планы, которые нужно подать
filings-made = Что подано
filings-none = Пока ничего не подано.
filing-begin = Проверить план и подать его
filing-lead =
    { $n ->
        [one] Планы подаются не позднее чем за { $n } день до начала.
        [few] Планы подаются не позднее чем за { $n } дня до начала.
       *[many] Планы подаются не позднее чем за { $n } дней до начала.
    }
filing-title = Подать этот план
filing-hint = План станет записью вашей организации. Система найдёт конфликты с ним и передаст их отделам, которых они касаются.
filing-in-time = В срок: подать нужно до { $what }.
filing-is-late = С опозданием: срок подачи истёк { $what }. Укажите причину.
filing-withdraw-hint = Вместе с заявкой отзывается и план: здесь его больше никто не увидит.
filing-withdrawn = отозвана
filing-rules = Сроки на этом узле
setting-lead-days = За сколько дней до начала подаётся план
setting-clock-days = За сколько дней до начала более раннего мероприятия решается конфликт
file-by = Подать до
file-it = Подать
filed-by = Кто подал
filed-how = Как
filed-in-time = в срок
filed-late = с опозданием
filed-waived = срок не применён по решению: { $what }
reason-late = Причина опоздания
superior = Руководитель, освобождающий от срока
superior-hint = Только в неотложных случаях: имя другого пользователя вашей организации, по решению которого срок не применяется.
plan-unseen = отозванный план
done-filed = Подано в срок. Это не согласование.
done-filed-late = Подано с опозданием, причина записана. Это не согласование.
done-filing-withdrawn = Заявка отозвана, план тоже.

# Записи, объединённые вручную
links-title = Объединено или разделено вручную
links-join = Объединить с другой записью или держать раздельно
links-two = Объединить эти две записи или держать их раздельно
links-two-hint = Действует при любом импорте и любых находках, пока не отменено на странице одной из записей.
links-other = Другая запись
links-other-hint = Её адрес или идентификатор, данный ей отчитавшейся стороной.
link-end = Отменить
join = Объединить
keep-apart = Держать раздельно
bond-same = объединена с записью
bond-apart = отделена от записи
bond-part = часть записи
done-joined = Объединено. Записи стоят в одном досье.
done-apart = Записи останутся раздельными, что бы ни нашлось.
key-merge = объединить две записи или держать их раздельно

# Вопросы
home-question = { $what } спрашивает:
question-title = Спросить другую сторону
question-whom = Сторона
question = Вопрос
question-ask = Спросить
question-to = Кому – { $what }:
question-answer = Ответ
question-send-answer = Ответить
done-asked = Вопрос отправлен. Он появится на их главной странице.
done-question-answered = Ответ отправлен.
desk-findings = Находки отдела { $what }
rule-forbids = Документ запрещает:
rule-conditions = Документ ставит условие:
rule-binds = Обязателен для: { $what }
