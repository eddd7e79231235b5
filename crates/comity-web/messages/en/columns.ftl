# What the columns of a table mean.

columns = What the columns mean
columns-correct = Say what the columns mean
columns-hint = Correct what was taken wrongly. From then on every file of your institution with the same columns is read so.
columns-column = Column
columns-values = First values
columns-means = Means
columns-read-again = Read again with these
columns-again-hint = Only this preview changes. Nothing is put in yet.
columns-remembered = Read as was said before ({ $what }).
columns-forget = Forget it and read again
columns-empty = empty
columns-persons = not shown: it tells of persons
columns-left-out = left out
columns-twice = A record has this once, and “{ $what }” means it, too.
columns-alone = It says nothing without a column for “{ $what }”.
columns-unknown = This is not on the list. Choose again.
columns-open =
    { $n ->
        [one] { $n } column was not understood and is kept as it stands.
       *[other] { $n } columns were not understood and are kept as they stand.
    }
columns-wrong =
    { $n ->
        [one] { $n } column can’t mean what was said. Nothing was read again.
       *[other] { $n } columns can’t mean what was said. Nothing was read again.
    }
columns-more =
    { $n ->
        [one] { $n } more column, for which a mapping file is needed (comity import --mapping).
       *[other] { $n } more columns, for which a mapping file is needed (comity import --mapping).
    }
columns-more-tables =
    { $n ->
        [one] { $n } more table with other columns. Send it by itself to correct it.
       *[other] { $n } more tables with other columns. Send them by themselves to correct them.
    }
done-columns-same = Every column already means what you said. Nothing was read again.

grounds-nothing = not understood
grounds-contents = guessed from its values
grounds-header = by its header
grounds-tag = by its tag
grounds-choice = as was said
grounds-mapping = by the mapping file

meaning-identity = What it is
meaning-what = What it is about
meaning-who = Who
meaning-where = Where
meaning-when = When
meaning-money = Money and numbers
meaning-rest = None of these

side-acronym = { $what }: short name
side-code = { $what }: code
side-type = { $what }: type

column-title = Title
column-activity = Activity (title if there is none)
column-description = Description
column-id = Identifier
column-code = Code of a project or record
column-kind = Kind
column-status = Status
column-language = Language
column-cluster = Cluster
column-sector = Sector or theme
column-asset = Unit or site
column-reporter = Reporter
column-lead = Lead
column-implementer = Implementer
column-funder = Funder
column-counterpart = Counterpart
column-participant = Participant
column-accountable = Accountable
column-extending = Passes money on
column-observer = Observer
column-participants = Participants, a list
column-country = Country
column-admin1 = Province (level 1)
column-admin2 = District (level 2)
column-admin3 = Area of level 3
column-admin4 = Area of level 4
column-place = Place by name
column-latitude = Latitude
column-longitude = Longitude
column-coordinates = Latitude and longitude
column-start-date = First day
column-end-date = Last day
column-planned-start-date = First day as planned
column-planned-end-date = Last day as planned
column-reported = Reported on, or for the month
column-year = Year
column-amount = Amount
column-currency = Currency
column-count = Number of people or things
column-kept = Keep as it stands
column-contact = Tells of persons: not read
column-skip = Leave out
