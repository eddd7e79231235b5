# Поиск в журнале.

entry-policy-decided = введены в действие правила
entry-council-acted = действие совета
entry-decided = решение совета
ledger-from = Записано с
ledger-until = Записано по
ledger-to = Кому передано
ledger-person = Пользователь
ledger-person-hint = Кто это сделал или о ком речь. Стёртые пользователи не находятся.
ledger-about = Запись, находка, импорт
ledger-about-hint = Идентификатор, как он стоит в адресе.
ledger-none = Подходящих записей нет.
ledger-whole = Выгрузить весь журнал
ledger-lines = Взять эти записи таблицей
ledger-lines-hint = Проверить другие могут только журнал целиком. Таблица (CSV) отобранных здесь записей ничего не доказывает: она для аудитора, который спрашивает, что и кому передано.
ledger-its = В журнале

# Что сообщают записи журнала: имена и слова его формата.
told-pair = { $name }: { $value }
told-of = запись, версия { $n }
told-finding = находка
told-import = импорт
told-records =
    { $n ->
        [one] { $n } запись
        [few] { $n } записи
       *[other] { $n } записей
    }
told-granted = отказано
told-waived = срок подачи не применён
told-created = новых
told-changed = изменённых
told-unchanged = без изменений
told-vanished = исчезнувших
told-problems = не прочитано
told-due = срок { $what }
told-party = сторона
told-owner = владелец
told-to = кому
told-group = группа
told-desk = отдел
told-policy = правило
told-purpose = цель
told-format = формат
told-key = ключ
told-before = прежняя версия
told-after = новая версия
told-change-created = создание
told-change-edited = правка
told-change-altered = изменение
told-change-disabled = блокировка
told-change-enabled = снятие блокировки
told-change-vanished = исчезновение из источника
told-change-returned = возвращение в источник
told-change-withdrawn = отзыв
told-change-erased = стирание
told-method-passkey = по ключу доступа
told-method-password = по паролю
told-method-oidc = через внешнюю учётную запись
told-method-token = по токену
told-method-link = по одноразовой ссылке
told-what-desk = отдел
told-what-group = группа
told-what-token = токен
told-what-setting = настройка
told-what-places = места
told-what-themes = темы
told-what-boundaries = границы
told-what-saved-view = сохранённое представление
told-what-partner = партнёр
told-what-columns = значение столбцов
told-what-scenario = вариант связей
told-handing-offered = предложена
told-handing-accepted = принята в работу
told-handing-refused = в приёме отказано
told-handing-acknowledged = принята к сведению
told-act-proposed = предложено решение
told-act-agreed = согласие
told-act-declined = несогласие
told-act-retracted = решение отозвано
told-act-due = установлен срок
told-act-offer-withdrawn = предложение передать отозвано
told-act-asked = задан вопрос
told-act-answered = дан ответ на вопрос
told-extent-record = запись целиком
told-extent-pointer = только сведения о том, что она есть
said-retract = заключение отозвано
