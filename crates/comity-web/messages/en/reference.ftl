# Reference files of the node's own, boundaries on the map, routes of desks.

tab-reference = Reference data
reference-hint = Places, themes and boundaries of this node’s own, over those that ship with the program. A file is in force as soon as it is put in force; other processes on the same database follow within seconds.
reference-in-force = In force
reference-none = No files of this node’s own. Those that ship with the program hold.
reference-file = File
reference-part = About
reference-holds = Holds
licence = Licence
reference-new = A new file
reference-source-hint = Who made it and as of when. It is shown beside what is named or drawn by the file.
reference-name = Name here
reference-name-hint = Without one the file’s own name. A file of the same name is replaced, and stays in the history.
reference-most = At most { $n } MB; may be packed as .zst.
reference-look = Look what it would change
reference-history = History
reference-what = What
reference-was-kept = put in force
reference-was-removed = removed
reference-holds-now = holds now
reference-again = Put back
reference-again-it = Put back this version of { $what }
reference-remove-it = Remove { $what }
reference-remove = Remove it
reference-beneath = What ships with the program
reference-beneath-hint = The node’s own files lie over these: a row with a known identifier replaces it.
reference-rows = Rows
reference-nothing-yet = Nothing is changed yet.
reference-means = What it means
reference-keep = Put in force
reference-unreadable = Nothing of the file can be read, so it can’t be put in force. Correct what is named above and send it again.
reference-leave = Leave it in force
reference-forget = Don’t use it; forget the file
reason-maybe = Reason, if you like
done-reference-kept = It is in force. Records are looked at again by it, then findings.
done-reference-removed = It is no longer in force. Records are looked at again without it, then findings.
done-reference-forgotten = Forgotten. Nothing was changed.
work-resolving = Finding out anew what the places and themes of records are

part-places = places
part-themes = themes
part-boundaries = boundaries
part-organisations = organisations
part-placeholders = words for “not known”
part-rates = exchange rates
part-means-places = CSV with the columns id, level, name, names, codes, parent, countries, points, population.
part-means-themes = CSV with the columns id, name, names, parent, same.
part-means-boundaries = GeoJSON in longitude and latitude, with a code for each outline: place, a p-code, or ISO 3166. They are drawn on the map and decide nothing.

n-rows = { $n ->
    [one] { $n } row
   *[other] { $n } rows
}
n-outlines = { $n ->
    [one] { $n } outline
   *[other] { $n } outlines
}
size-kb = { $n } kB
size-mb = { $n } MB

effect-rows = rows read
effect-outlines = outlines read
effect-refused = refused
effect-added = added
effect-replaced = replaced
effect-removed = removed
effect-unchanged = as they are

boundaries-of = Boundaries as named by { $what }. Showing them is no position on the status of any territory.
outlines-unmatched = { $n ->
    [one] { $n } outline belongs to no place that is known here, and is drawn under its own name.
   *[other] { $n } outlines belong to no place that is known here, and are drawn under their own names.
}
outlines-disputed = { $n ->
    [one] { $n } outline is called disputed by its source, and is drawn dashed.
   *[other] { $n } outlines are called disputed by their source, and are drawn dashed.
}
resolved-places-now = { $n ->
    [one] { $n } record names a place that is not known now and would be.
   *[other] { $n } records name a place that is not known now and would be.
}
resolved-places-lost = { $n ->
    [one] { $n } record names a place that would not be known any more.
   *[other] { $n } records name a place that would not be known any more.
}
resolved-places-other = { $n ->
    [one] { $n } record names a place that would be another one.
   *[other] { $n } records name a place that would be another one.
}
resolved-themes-now = { $n ->
    [one] { $n } record names a theme that is not known now and would be.
   *[other] { $n } records name a theme that is not known now and would be.
}
resolved-themes-lost = { $n ->
    [one] { $n } record names a theme that would not be known any more.
   *[other] { $n } records name a theme that would not be known any more.
}
resolved-themes-other = { $n ->
    [one] { $n } record names a theme that would be another one.
   *[other] { $n } records name a theme that would be another one.
}
resolved-none = No record names a place or theme that would be another one.
resolved-newest = The { $n } newest records were looked at, of { $what }.
resolved-when = Records that are here already are looked at again as soon as it is decided, beside the desks; what they say does not change, only which places and themes they are found by. Findings are looked for anew after that.

map-boundaries = Boundaries as named by { $what }; showing them is no position on status.
map-land = Land: Natural Earth 1:110m.

desk-route = What comes to it
route-none = nothing by itself
route-change = Change
route-of = What comes to { $what }
route-hint = New findings of the party come to the first open desk whose choice fits: the one that asks for most, then for the narrowest place or theme, then the oldest desk. Choices of one sort are alternatives; a finding must meet each sort. What is at a desk stays there, and conflicts go to the desk of the record.
route-brings = What it would bring
route-empty = Nothing is chosen: nothing comes by itself.
route-fits = { $n ->
    [one] { $n } open finding of the party fits.
   *[other] { $n } open findings of the party fit.
}
route-comes = { $n ->
    [one] { $n } comes to this desk now.
   *[other] { $n } come to this desk now.
}
route-stays = { $n ->
    [one] { $n } is at a desk already and stays there.
   *[other] { $n } are at a desk already and stay there.
}
route-others = { $n ->
    [one] { $n } comes to another desk, whose choice is narrower or which is older.
   *[other] { $n } come to other desks, whose choices are narrower or which are older.
}
route-came = { $n ->
    [one] { $n } open finding came to the desk.
   *[other] { $n } open findings came to the desk.
}
route-keep = Keep it
route-look = Look what it would bring
route-by-kind = Kind of finding
route-by-theme = Theme
route-by-place = Place
route-by-need = Need
route-named-theme = Other themes by name, parted by semicolons
route-named-place = Other places by name, parted by semicolons
route-no-values = No record that you see states one.
route-unseen = { $n ->
    [one] and for { $n } need that you may not see
   *[other] and for { $n } needs that you may not see
}
unknown-kind = “{ $what }” is no kind of finding.
unknown-theme = “{ $what }” is no theme that is known. Write its name, or a code such as cluster:health.
unknown-place = “{ $what }” is no place that is known. Write its name, or a code such as iso2:TJ.
