# Map, timeline, network, gaps, saved views.

views = Views
view-map = Map
view-timeline = Timeline
view-table = Table
view-matrix = Matrix
facet-label = Label
facet-year = Year
area = Area
area-chosen = a part of the map
without-days =
    { $n ->
        [one] { $n } without dates
       *[other] { $n } without dates
    }
there-are =
    { $what }: { $n ->
        [one] { $n } activity
       *[other] { $n } activities
    }
zoom = Part of the map
zoom-closer = Closer
zoom-farther = Farther
zoom-whole = Everything
map-label = Where the activities are. The same places stand in the table beside.
places-label = Countries, borders and routes
map-rough = An activity that names only a country stands in its middle.
map-origin = Outlines: Natural Earth 1:110m. They say nothing about the status of a territory.
unplaced =
    { $n ->
        [one] { $n } activity names no place and is not on the map.
       *[other] { $n } activities name no place and are not on the map.
    }
timeline-label = When the activities run, a lane for each party.
no-days = None of these activities states a day.
soft-ends = A soft end is open or not stated. Shades count activities that run at the time.
more-parties =
    { $n ->
        [one] { $n } more party is not shown: narrow the filter.
       *[other] { $n } more parties are not shown: narrow the filter.
    }
more-columns =
    { $n ->
        [one] { $n } more column is not shown.
       *[other] { $n } more columns are not shown.
    }
across = Across
by-theme = By theme
by-place = By place
no-columns = None of these activities has what stands across.
shade-hint = The darker, the more activities a party reports or takes part in. A cell opens them.

saved-views = Saved views
saved-hint = A filter and the way it is looked at, under a name.
no-views = None yet. Save one under what a page of activities shows.
all-views = All saved views
whose-view = Whose
own-view = yours
own-shared = yours, shared with your party
party-view = shared by someone of your party
changed-at = Changed
feeds-and-more = Name, feeds
open-view = Open
save-view = Save this view
share-view = Everyone of my party sees it
remove-view = Remove
remove-view-hint = Its feeds end. The activities stay.
feeds = Feeds
feeds-hint = A calendar or a map follows the view by an address. It gets what you may export at that moment. Whoever has the address has your sight: end it when it is no longer needed.
feed-made = The addresses are shown this once. Copy them now.
make-feed = Make a feed
never-seen = never
done-view-kept = Saved.
done-view-removed = Removed, and its feeds have ended.
done-feed-ended = The feed has ended.
export-hint = Every record goes with its label. The ledger keeps who took what along, and when.
left-behind =
    { $n ->
        [one] { $n } activity stays here: its label lets nobody take it along.
       *[other] { $n } activities stay here: their labels let nobody take them along.
    }
format-csv = CSV
format-jsonl = JSON Lines
format-geojson = GeoJSON
format-xlsx = Excel
format-ics = Calendar

gaps = Needs and gaps
network = Network
network-label = Parties, the ties in force on the day, and missing ties. The same ties stand in the table below.
with-states = with states
more-parties-drawn =
    { $n ->
        [one] { $n } more tied party has no room here.
       *[other] { $n } more tied parties have no room here.
    }
missing-ties = Missing ties
missing-hint = They work on one need and have no tie in force. The most pressing first.
its-finding = The finding
its-record = The record
organ-of = organ of
organs = Its organs
accounts = What is said of it
since = Since
read-from = Read from
ties-over-time = Its ties over time. The same ties stand in the table below.
tied-with = With whom
way-in = of the other
way-of = the other here
instruments = What binds it
needs-stated = Stated needs
no-needs = No need is stated yet.
n-needs =
    { $n ->
        [one] { $n } stated need
       *[other] { $n } stated needs
    }
n-unmet =
    { $n ->
        [one] { $n } of them not met
       *[other] { $n } of them not met
    }
need-stated = states a need
need-unmet = states a need that is not met
ring-hint = A ring: the party states a need.
hollow-hint = A broken ring: the need is not met.
stated-by = Stated by
met = Met
unmet = not met
no-gap-found = no gap found
all-ties = Ties
around-party = Around the party
lines-of-kind = Lines
lines-all = all
lines-firm = members and contributors
lines-partner = partners and associates
lines-guest = observers and guests
lines-loose = other ties
lines-untied = missing ties
draw-all = all parties
drawn-around = Drawn around:
no-such-party = No party that you see is called “{ $what }”, or several are.
list-all-ties = List all
ties-not-listed =
    { $n ->
        [one] One more tie is not listed: choose a party to see all of its own.
       *[other] { $n } more ties are not listed: choose a party to see all of its own.
    }
