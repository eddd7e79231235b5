# What evidence and findings say. Keys are those of comity_core::Says.

says-shared-code = both name the code { $code }
says-names-identifier = one names the identifier of the other, { $code }
says-same-local-id = same identifier { $code } after the publisher’s prefix
says-declares-link = the record itself declares the link ({ $relation })
says-same-title = same title
says-same-title-but-number = same title but for { $left } and { $right }
says-shared-words = titles share the rare words { $words }
says-similar-title = titles are { $percent } % alike
says-same-meaning = title means the same, { $left } and { $right }
says-alike-meaning = titles mean the same ({ $deviations } deviations nearer than unrelated ones)
says-learned-words = titles say the same: { $words }
says-perhaps-an-edition = another edition or phase of one programme would look much the same
says-different-title = titles differ
says-shared-description = descriptions share the rare words { $words }
says-same-reporter = same reporter
says-shared-parties = both name { $parties }
says-funds-the-other = { $funder } funds, { $implementer } reports the money as received
says-shared-counterpart = both work with { $party }
says-names-reporter = one names { $party }, who reports the other
says-no-shared-party = no party in common
says-same-place = same place, { $place }
says-inside-place = { $inner } lies in { $outer }
says-distance = { $km } km apart
says-shared-countries = both in { $countries }
says-different-place = different places, { $left } and { $right }
says-same-dates = same dates
says-shared-days =
    { $shared } of { $of ->
        [one] { $of } day
       *[other] { $of } days
    } shared
says-apart =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    } between the end of one and the start of the other
says-open-period = both go on without a stated end
says-same-theme = same theme, { $themes }
says-different-theme = different themes
says-same-kind = both are of the kind { $kind }
says-kinds-differ = different kinds, { $left } and { $right }
says-same-amount = same amount, { $amount }
says-shared-asset = both use { $asset }
says-exclusive-kinds =
    { $left } and { $right } exclude each other within { $km } km and { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
says-asked-too-much =
    { $count ->
        [one] { $count } activity calls
       *[other] { $count } activities call
    } on { $party } within { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
says-forbidden-by = { $instrument } forbids it: { $obligation }
says-conditioned-by = { $instrument } sets a condition: { $obligation }
says-money-meets-delivery = { $money } has money and names no one who delivers, { $delivery } delivers and names no money
says-training-beside-operation = { $training } trains those whom { $operation } works with
says-neighbouring-stretch = { $left } and { $right } are neighbouring stretches of one line
says-shared-need = both answer the need “{ $need }”
says-uncovered = nothing is reported on { $themes }
says-no-tie = no tie between { $left } and { $right } on { $on }
says-bridge-member = { $party } could bridge: { $left_tie }, { $right_tie }
says-bridge-rule = a rule could bridge: { $title }
says-bridge-proposal = proposed already: { $title }
says-objected-by = { $parties } objected to { $proposal }
says-series = { $name } is a series of { $editions }
says-part-of = { $part } is a part of { $whole }
says-prior = before looking: one pair in { $one_in }

pair-same = “{ $left }” ({ $left-by }) and “{ $right }” ({ $right-by }) describe one activity{ $tail }
pair-same-titled = { $left-by } and { $right-by } describe one activity, “{ $left }”{ $tail }
pair-same-own = “{ $left }” and “{ $right }” (both { $left-by }) describe one activity{ $tail }
pair-chain = “{ $left }” ({ $left-by }) and “{ $right }” ({ $right-by }) report the same money{ $tail }: count it once
pair-chain-titled = { $left-by } and { $right-by } report the same money for “{ $left }”{ $tail }: count it once
pair-chain-own = “{ $left }” and “{ $right }” (both { $left-by }) report the same money{ $tail }: count it once
pair-part = “{ $left }” ({ $left-by }) is a part, phase or edition of “{ $right }” ({ $right-by }){ $tail }
pair-part-own = “{ $left }” is a part, phase or edition of “{ $right }” (both { $left-by }){ $tail }
pair-overlap = “{ $left }” ({ $left-by }) and “{ $right }” ({ $right-by }) aim at the same thing{ $tail }
pair-overlap-titled = { $left-by } and { $right-by } aim at the same thing, “{ $left }”{ $tail }
pair-overlap-own = “{ $left }” and “{ $right }” (both { $left-by }) aim at the same thing{ $tail }
pair-conflict = “{ $left }” ({ $left-by }) and “{ $right }” ({ $right-by }) can’t both go ahead as planned{ $tail }
pair-conflict-own = “{ $left }” and “{ $right }” (both { $left-by }) can’t both go ahead as planned{ $tail }
pair-complement = “{ $left }” ({ $left-by }) and “{ $right }” ({ $right-by }) each have what the other lacks{ $tail }
pair-complement-own = “{ $left }” and “{ $right }” (both { $left-by }) each have what the other lacks{ $tail }

says-follows-on =
    { $days ->
        [0] one begins on the day the other ends
        [one] one begins { $days } day after the other ends
       *[other] one begins { $days } days after the other ends
    }
says-starts-apart =
    { $days ->
        [0] same start
        [one] starts { $days } day apart
       *[other] starts { $days } days apart
    }
says-amounts-differ =
    { $percent ->
        [0] amounts all but equal
       *[other] amounts differ by { $percent } %
    }
says-coverage =
    { $activities ->
        [0] no activity answers it
        [one] only { $activities } activity answers it
       *[other] only { $activities } activities answer it
    }; the other needs here have { $wanted } each
says-co-present =
    both are present{ $tail } with { $activities ->
        [one] { $activities } activity
       *[other] { $activities } activities
    }
says-group-gist =
    { $count ->
        [one] { $count } record
       *[other] { $count } records
    } of “{ $name }” by { $parties }{ $tail }: look at them as one
says-instrument-gist =
    “{ $instrument }” { $forbids ->
        [yes] stands against
       *[no] sets a condition for
    } “{ $activity }” ({ $by })
says-asked-gist =
    { $count ->
        [one] { $count } activity calls
       *[other] { $count } activities call
    } on { $party } at once{ $tail }
says-gap-gist = Too little is done about “{ $need }”{ $tail }, a need that { $by } stated
says-untied-gist =
    { $left } and { $right } work on { $needs ->
        [one] the same need,
       *[other] { $needs } of the same needs, first
    } “{ $need }”, and have no tie through which to talk

# Where and when, at the end of a sentence.
tail-place =
    { " " }{ $line ->
        [yes] at the
       *[no] in
    } { $place }
tail-period = , { $period }
tail-both =
    { " " }{ $line ->
        [yes] at the
       *[no] in
    } { $place }, { $period }

# A tie as seen from one of its parties.
tie-with = { $party } ({ $kind })

# Languages in which titles are written.
tongue-en = English
tongue-fr = French
tongue-es = Spanish
tongue-pt = Portuguese
tongue-de = German
tongue-it = Italian
tongue-nl = Dutch
tongue-da = Danish
tongue-sv = Swedish
tongue-no = Norwegian
tongue-fi = Finnish
tongue-pl = Polish
tongue-ru = Russian
tongue-uk = Ukrainian
tongue-ar = Arabic
tongue-fa = Persian
tongue-ps = Pashto
tongue-tr = Turkish
tongue-uz = Uzbek
tongue-ky = Kyrgyz
tongue-kk = Kazakh
tongue-tg = Tajik
tongue-tk = Turkmen
tongue-zh = Chinese
tongue-ja = Japanese
tongue-ko = Korean
