# Слова страниц.

list-comma = { ", " }
list-and = { " и " }
full-stop = .
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-year = { $year }
date-about = ок. { $year }
period-span = { $start } – { $end }
period-from = с { $start }
period-until = до { $end }
month-1 = янв.
month-2 = февр.
month-3 = мар.
month-4 = апр.
month-5 = мая
month-6 = июн.
month-7 = июл.
month-8 = авг.
month-9 = сент.
month-10 = окт.
month-11 = нояб.
month-12 = дек.

skip = К содержанию
bar = Основные страницы
bar-findings = Находки
bar-activities = Мероприятия
bar-check = Проверка
bar-import = Импорт
bar-parties = Стороны
bar-ledger = Журнал
bar-users = Пользователи
log-in = Вход
log-out = Выйти
login-hint = Забыли пароль? Оператор узла создаст новую ссылку.
login-wrong = Имя или пароль неверны.
login-wait = Слишком много неудач. Попробуйте через { $n } с.
handle = Имя для входа
name = Имя
party = Сторона
desk = Отдел
roles = Роли
password = Пароль
password-again = Пароль ещё раз
password-short = Не менее { $n } знаков.
passwords-differ = Пароли не совпадают.
set-password = Задайте пароль
first-operator = Первый оператор
first-operator-hint = В узле ещё никого нет. Владелец ссылки становится оператором и приглашает остальных.
operator-party-hint = Заполните, если вы также ведёте записи стороны.
come-in = Войти
my-settings = Мои настройки
language = Язык
appearance = Вид
appearance-auto = Как в системе
appearance-light = Светлый
appearance-dark = Тёмный
tokens = Токены для программ
tokens-hint = Программа с токеном работает от вашего имени через API, пока токен не истечёт.
token-made = Токен показан один раз. Скопируйте его сейчас.
token-over = истёк
scope = Для чего
scope-read = чтение и проверка
scope-write = заключения
scope-import = импорт
good-until = До
last-seen = Последний вход
days = Дней
make-token = Создать токен
end-token = Отозвать
keys = Клавиши
key-next = следующая, предыдущая находка
key-open = открыть находку
key-verdict = подтвердить, отклонить, не уверен
key-undo = отменить своё заключение
key-search = поиск
key-go = главная, находки, мероприятия, проверка, импорт, стороны, советы, журнал
key-close = закрыть
key-help = эти клавиши
close = Закрыть
filter = Отбор
clear-filter = Снять отбор
take-off = убрать
show = Показать
search = Поиск
sort = Порядок
sort-relevance = по месту слов
sort-start = сначала поздние
sort-title = название
sort-changed = недавние изменения
from-day = Идёт с
until-day = Идёт по
pages = Страницы
page-first = Первая страница
page-next = Следующая страница
all-kinds = все
f-kind-of-finding = Вид
queue-open = открытые
queue-answered = с заключением
queue-gone = больше не найдены
f-whose = Чьи записи
whose-all = все, что мне видны
whose-mine = с нашими
ranked = Сначала то, на что стоит взглянуть прежде всего.
of-one-record = Находки об одной записи.
its-findings = Находки об этой записи
no-findings = Здесь пусто. Находки появляются, когда есть записи хотя бы двух сторон.
open-hint = Откройте находку, чтобы увидеть обе стороны и доводы.
pointer = позвоните
pointer-gist = Ваша запись встречается с записью, которую вам видеть нельзя. Позвоните: { $what }.
pointer-why = Больше ничего не сообщается: о чём она, решает сказать её владелец.
why-join = { "; " }
evidence = Доводы
weight = Вес
sum = Сумма
bits = { $what } бит
bits-hint = Один бит удваивает шансы. Полосы вправо говорят за, влево — против.
probability = вероятность { $what }
counted = учтено один раз: { $what }
counted-again = сообщено повторно и не учтено: { $what }
ways = Что могло бы помочь
two-sides = Две стороны
differs = различается
changed-since = с тех пор изменена
other-records = Другие записи
not-stated = не указано
verdicts = Что ответили
verdict-hint = Хранится под вашим именем. Импорт его не меняет.
confirm = Подтвердить
reject = Отклонить
unsure = Не уверен
reason = Причина
undo = Отменить моё заключение
said-confirm = подтверждено
said-reject = отклонено
said-unsure = не уверен
done-confirm = Сохранено: подтверждено. z отменяет.
done-reject = Сохранено: отклонено. z отменяет.
done-unsure = Сохранено: не уверен. z отменяет.
done-undone = Отменено.
done-labelled = Метка установлена и действует для всех.
done-withdrawn = Отозвано. Больше никто не видит эту запись здесь.
done-reinstated = Запись возвращена.
done-changed = Сохранено.
done-ended = Токен отозван.
done-applied = Применено. Идёт поиск находок.
done-import-undone = Импорт отменён.
back-to-list = К списку
value = Значение
said-by = Кто сообщает
who-speaks = Кто об этом сообщает
one-voice = Пока одна запись. Подтвердите находку вида «то же самое», и другие появятся рядом.
voices-hint = Номера показывают, какие из записей выше называют значение.
owned-by = ведёт { $what }
all-values = Все значения
history = История
version-said = Версия { $n }: { $what }
change = Изменить
change-created = создана
change-changed = изменена
change-undone = как до отменённого импорта
change-relabelled = другая метка
change-withdrawn = отозвана
change-reinstated = возвращена
change-vanished = исчезла из источника
change-returned = снова в источнике
state-vanished = исчезла из источника
state-withdrawn = отозвана
state-undone = из отменённого импорта
thing-activity = Мероприятие
thing-party = Сторона
thing-tie = Связь
thing-instrument = Документ
thing-need = Потребность
thing-proposal = Предложение
thing-position = Позиция
thing-exclusion = Взаимоисключающие предложения
f-title = Название
f-reporter = Кто сообщает
f-identifier = Идентификатор
f-kind = Вид
f-status = Состояние
f-dates = Даты
f-places = Места
f-themes = Темы
f-participants = Участники
f-amounts = Суммы
f-assets = Силы и объекты
f-links = Заявленные связи
f-scopes = Кризисы и призывы
f-description = Описание
f-kept = Сохранено как есть
f-aliases = Другие названия
f-parties = Стороны
f-note = Примечание
f-obligation = Что в нём сказано
f-label = Метка
f-field = Поле
and-more = и ещё { $n }
audience = Кому
audience-hint = Стороны через запятую; группы с # впереди. Никто не назван — насколько позволяет уровень TLP.
nobody-named = никто не назван
purposes = Цели
expires = Действует до
never = бессрочно
pointers = Другие могут узнать, что она есть
pointers-allowed = Другие могут узнать из находки, что запись есть и кому звонить
yes = да
no = нет
change-label = Изменить метку
set-label = Установить метку
withdraw = Отозвать
withdraw-hint = Запись здесь больше никому не видна, что бы ни импортировали, пока вы её не вернёте.
reinstate = Вернуть
reinstate-hint = Её снова видят те, кому позволяет метка.
facet-kind = Вид
facet-theme = Тема
facet-place = Место
facet-party = Сторона
no-records = Записей пока нет.
no-records-here = Под отбор ничего не подходит.
check-title = С конфликтом или без?
check-hint = До планирования: ответ приходит по мере ввода, по всем видимым вам записям.
check-behind = Только что поступившие записи ещё читаются и могут здесь отсутствовать. Повторите проверку чуть позже.
check-empty = Скажите, что вы планируете: достаточно названия, дней и места.
check = Проверить
any-kind = любой
first-day = Первый день
last-day = Последний день
latitude = Широта
longitude = Долгота
radius = Считать рядом, км
themes-example = слова или коды
place-example = название или код
with-conflict = С конфликтом
without-conflict = Без конфликта
no-approval = Это ответ, а не разрешение.
nothing-near = Ничего близкого среди видимых вам записей нет.
open-record = запись
no-number = «{ $what }» — не число.
no-day = «{ $what }» — не дата: пишите 2006-03-12.
on-day = На день
ties = Действующие связи
parties = Стороны
tie-from = Кто
tie-to = Где или с кем
in-force = Действует
no-parties = Сторон и связей пока нет.
not-all-shown = Показаны не все.
party-kind-institution = организация
party-kind-organ = орган
party-kind-state = государство
party-kind-coalition = коалиция
import-hint = Импортируемые записи — записи стороны { $what }. Ничего не меняется, пока вы не увидите, что изменится.
read-file = Прочитать файл
formats = IATI XML, таблицы 3W и другие (CSV, XLSX, Parquet), потоки FTS, iCalendar, GeoJSON, JSON Lines; также сжатые (.gz, .zst, .tar).
imports-before = Прежние импорты
import-state-running = идёт
import-state-applied = применён
import-state-undone = отменён
import-state-abandoned = прерван
import-state-undo = отмена
nothing-changed-yet = Пока ничего не изменено.
count-created = новые
count-changed = изменены
count-unchanged = без изменений
count-vanished = исчезли
count-returned = вернулись
label-of-import = Метка
own-label = как есть; новые — только для нас
label-hint = Метка, данная записи человеком, остаётся.
apply = Применить
other-file = Другой файл
not-read = Что не прочитано
all-read = Прочитано всё.
p-where = Где
p-what = Что
p-way = Что делать
line = Строка
source = Источник
sources = Источники
format = Формат
records = Записи
left-as-they-are = Оставлено как есть: { $what }
broken-off = «{ $what }» прочитан не до конца: исчезнувшим из него ничего не считается.
to-findings = К находкам
undo-import = Отменить этот импорт
undo-import-hint = Созданное помечается, изменённое снова говорит то же, что прежде.
work-idle = Ничего не выполняется.
work-waiting = Начнётся поиск находок.
work-reading = Поиск находок: чтение записей
work-columns = Поиск находок: сортировка записей
work-candidates = Поиск находок: подбор пар
work-comparing = Поиск находок: сравнение
work-deciding = Поиск находок: решение
work-keeping = Поиск находок: сохранение
ledger-hint = Каждое изменение, заключение и вход — подписаны и по порядку. Имена и причины можно стереть, не нарушая его.
entry-kind = Запись
entry-says = Содержание
entry-log-opened = журнал открыт
entry-key-changed = смена ключа
entry-login = вход
entry-imported = импорт
entry-record-changed = запись изменена
entry-label-changed = метка изменена
entry-verdict = заключение
entry-outcome = решение
entry-dossier-changed = досье изменено
entry-handed = находка передана
entry-filed = план подан
entry-disclosed = передача сведений
entry-user-changed = пользователь изменён
entry-household-changed = настройки изменены
entry-exported = выгрузка
entry-policy-changed = правила изменены
by-whom = Кто
by-node = узел
by-erased = стёрт
about-user = пользователь { $what }
because = причина: { $what }
when = Когда
number = №
verify = Проверить журнал
export = Выгрузить
log-holds = Журнал { $what } цел, записей: { $n }.
log-root = Корень: { $what }
log-key = Подписан ключом: { $what }
log-broken = Журнал нарушен:
invite = Пригласить
link-made = Передайте эту ссылку: { $what }. Она показана один раз и действует сутки.
new-link = Новая ссылка для пароля
lock = Заблокировать
unlock = Разблокировать
locked = заблокирован
save = Сохранить
user-role-desk-officer = сотрудник отдела
user-role-secretariat = секретариат
user-role-legal-officer = юрист
user-role-analyst = аналитик
user-role-operator = оператор
user-role-auditor = аудитор
user-role-guest = гость
to-start = На первую страницу
error-absent = Здесь ничего нет
error-absent-way = Этого нет, или вам нельзя об этом знать. Проверьте адрес.
error-denied = Вам это нельзя
error-denied-way = Правила узла не позволяют этого в вашей роли. Обратитесь к тому, кому это позволено.
error-input = Это не удаётся понять
error-input-way = Вернитесь, исправьте и отправьте снова.
error-refused = Это не подходит к текущему состоянию
error-refused-way = Посмотрите, как обстоят дела, и решите снова.
error-busy = Помешали другие изменения
error-busy-way = Ничего не изменено. Попробуйте ещё раз.
error-away = База данных не отвечает
error-away-way = Ничего не изменено. Если это не пройдёт, сообщите оператору.
error-fault = Здесь что-то сломалось
error-fault-way = Это наша ошибка, она записана в журнал сервера. Сообщите оператору время.
error-form = Форма устарела
error-form-way = Ничего не изменено. Обновите страницу и повторите.
error-login = Сначала войдите
error-login-way = Сеанс закончился или его не было.
error-too-large = Слишком большой объём
error-too-large-way = Файл — не более 1 ГБ. Сожмите его или разделите.
error-too-many = Слишком часто
error-too-many-way = Подождите минуту и попробуйте снова.
error-method = Этот адрес такого не принимает
error-method-way = Вернитесь и пользуйтесь кнопками страницы.
n-findings =
    { $n ->
        [one] { $n } находка
        [few] { $n } находки
       *[many] { $n } находок
    }
n-activities =
    { $n ->
        [one] { $n } мероприятие
        [few] { $n } мероприятия
       *[many] { $n } мероприятий
    }
ties-in-force =
    { $n ->
        [one] { $n } связь действует
        [few] { $n } связи действуют
       *[many] { $n } связей действует
    } на { $what }.
checked-against =
    Проверено по { $n ->
        [one] { $n } видимому вам мероприятию.
        [few] { $n } видимым вам мероприятиям.
       *[many] { $n } видимым вам мероприятиям.
    }
read-records =
    { $n ->
        [one] { $n } мероприятие прочитано.
        [few] { $n } мероприятия прочитаны.
       *[many] { $n } мероприятий прочитано.
    }
read-others =
    { $n ->
        [one] { $n } сторона, связь, потребность или иное.
        [few] { $n } стороны, связи, потребности и иное.
       *[many] { $n } сторон, связей, потребностей и иного.
    }
lost-files =
    { $n ->
        [one] { $n } файл прочитан не до конца
        [few] { $n } файла прочитаны не до конца
       *[many] { $n } файлов прочитано не до конца
    }
lost-records =
    { $n ->
        [one] { $n } запись потеряна целиком
        [few] { $n } записи потеряны целиком
       *[many] { $n } записей потеряно целиком
    }
lost-values =
    { $n ->
        [one] { $n } значение пропущено
        [few] { $n } значения пропущены
       *[many] { $n } значений пропущено
    }
mended =
    { $n ->
        [one] { $n } место исправлено
        [few] { $n } места исправлены
       *[many] { $n } мест исправлено
    }
looks-wrong =
    { $n ->
        [one] { $n } место выглядит неверным
        [few] { $n } места выглядят неверными
       *[many] { $n } мест выглядят неверными
    }
undo-left =
    { $n ->
        [one] { $n } запись с тех пор изменена и оставлена как есть.
        [few] { $n } записи с тех пор изменены и оставлены как есть.
       *[many] { $n } записей с тех пор изменено и оставлено как есть.
    }
log-openings =
    { $n ->
        [one] { $n } имя, причина или содержание совпадает.
        [few] { $n } имени, причины и содержания совпадают.
       *[many] { $n } имён, причин и содержаний совпадают.
    }
log-imports =
    { $n ->
        [one] { $n } импорт соответствует журналу.
        [few] { $n } импорта соответствуют журналу.
       *[many] { $n } импортов соответствуют журналу.
    }
