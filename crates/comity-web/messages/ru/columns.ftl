# Что означают столбцы таблицы.

columns = Что означают столбцы
columns-correct = Указать, что означают столбцы
columns-hint = Исправьте то, что понято неверно. С этого времени так читается каждый файл вашей организации с теми же столбцами.
columns-column = Столбец
columns-values = Первые значения
columns-means = Означает
columns-read-again = Прочитать заново так
columns-again-hint = Меняется только этот просмотр. Пока ничего не вносится.
columns-remembered = Прочитано, как указано прежде ({ $what }).
columns-forget = Забыть и прочитать заново
columns-empty = пусто
columns-persons = не показано: говорит о людях
columns-left-out = пропущено
columns-twice = У записи это бывает один раз, а столбец «{ $what }» означает то же.
columns-alone = Без столбца «{ $what }» это ничего не говорит.
columns-unknown = Такого нет в списке. Выберите снова.
columns-open =
    { $n ->
        [one] { $n } столбец не понят и сохраняется как есть.
        [few] { $n } столбца не поняты и сохраняются как есть.
       *[other] { $n } столбцов не поняты и сохраняются как есть.
    }
columns-wrong =
    { $n ->
        [one] { $n } столбец не может означать указанное. Заново ничего не прочитано.
        [few] { $n } столбца не могут означать указанное. Заново ничего не прочитано.
       *[other] { $n } столбцов не могут означать указанное. Заново ничего не прочитано.
    }
columns-more =
    { $n ->
        [one] Ещё { $n } столбец: для него нужен файл соответствий (comity import --mapping).
        [few] Ещё { $n } столбца: для них нужен файл соответствий (comity import --mapping).
       *[other] Ещё { $n } столбцов: для них нужен файл соответствий (comity import --mapping).
    }
columns-more-tables =
    { $n ->
        [one] Ещё { $n } таблица с другими столбцами. Чтобы исправить её, отправьте её отдельно.
        [few] Ещё { $n } таблицы с другими столбцами. Чтобы исправить их, отправьте их отдельно.
       *[other] Ещё { $n } таблиц с другими столбцами. Чтобы исправить их, отправьте их отдельно.
    }
done-columns-same = Каждый столбец уже означает указанное. Заново ничего не прочитано.

grounds-nothing = не понято
grounds-contents = угадано по значениям
grounds-header = по заголовку
grounds-tag = по тегу
grounds-choice = как указано
grounds-mapping = по файлу соответствий

meaning-identity = Что это
meaning-what = О чём это
meaning-who = Кто
meaning-where = Где
meaning-when = Когда
meaning-money = Деньги и числа
meaning-rest = Ничего из этого

side-acronym = { $what }: сокращение
side-code = { $what }: код
side-type = { $what }: тип

column-title = Название
column-activity = Деятельность (название, если нет)
column-description = Описание
column-id = Идентификатор
column-code = Код проекта или записи
column-kind = Вид
column-status = Статус
column-language = Язык
column-cluster = Кластер
column-sector = Сектор или тема
column-asset = Силы, объект
column-reporter = Кто сообщает
column-lead = Ведущий
column-implementer = Исполнитель
column-funder = Донор
column-counterpart = Партнёр
column-participant = Участник
column-accountable = Ответственный
column-extending = Передающий средства
column-observer = Наблюдатель
column-participants = Участники, список
column-country = Страна
column-admin1 = Область (уровень 1)
column-admin2 = Район (уровень 2)
column-admin3 = Единица уровня 3
column-admin4 = Единица уровня 4
column-place = Место по названию
column-latitude = Широта
column-longitude = Долгота
column-coordinates = Широта и долгота
column-start-date = Первый день
column-end-date = Последний день
column-planned-start-date = Первый день по плану
column-planned-end-date = Последний день по плану
column-reported = Когда или за какой месяц сообщено
column-year = Год
column-amount = Сумма
column-currency = Валюта
column-count = Число людей или вещей
column-kept = Сохранить как есть
column-contact = О людях: не читать
column-skip = Пропустить
