# The words of the pages.

list-comma = { ", " }
list-and = { " and " }
full-stop = .
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-year = { $year }
date-about = c. { $year }
period-span = { $start } – { $end }
period-from = from { $start }
period-until = until { $end }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

skip = Skip to the content
bar = Main pages
bar-findings = Findings
bar-activities = Activities
bar-check = Check
bar-import = Import
bar-parties = Parties
bar-ledger = Ledger
bar-users = Users
log-in = Log in
log-out = Log out
login-hint = Lost your password? An operator of this node makes you a new link.
login-wrong = Name or password is wrong.
login-wait = Too many failures. Try again in { $n } s.
handle = User name
name = Name
party = Party
desk = Desk
roles = Roles
password = Password
password-again = Password again
password-short = At least { $n } characters.
passwords-differ = The two passwords differ.
set-password = Set your password
first-operator = The first operator
first-operator-hint = This node has nobody yet. Whoever holds this link becomes its operator, who invites all others.
operator-party-hint = Fill this in if you also work at a desk: then you keep the records of this party, too.
come-in = Come in
my-settings = My settings
language = Language
appearance = Appearance
appearance-auto = As the system
appearance-light = Light
appearance-dark = Dark
tokens = Tokens for programs
tokens-hint = A program with a token works in your name, through the API, until the token ends.
token-made = The token is shown this once. Copy it now.
token-over = ended
scope = Good for
scope-read = reading and checking
scope-write = verdicts
scope-import = import
good-until = Until
last-seen = Last seen
days = Days
make-token = Make a token
end-token = End
keys = Keys
key-next = next, previous finding
key-open = open the finding
key-verdict = confirm, reject, unsure
key-undo = undo your verdict
key-search = search
key-go = home, findings, activities, check, import, parties, councils, ledger
key-close = close
key-help = these keys
close = Close
filter = Filter
clear-filter = Clear the filter
take-off = take off
show = Show
search = Search
sort = Order
sort-relevance = where the words stand
sort-start = latest start
sort-title = title
sort-changed = latest change
from-day = Running from
until-day = Running until
pages = Pages
page-first = First page
page-next = Next page
all-kinds = all
f-kind-of-finding = Kind
queue-open = open
queue-answered = answered
queue-gone = no longer found
f-whose = Whose records
whose-all = all I may see
whose-mine = with ours
ranked = What a desk should look at first stands first.
of-one-record = Findings about one record.
its-findings = Findings about this record
no-findings = Nothing here. Findings come when records of at least two parties are in.
open-hint = Open a finding to see both sides and the evidence.
pointer = call them
pointer-gist = A record of yours and one that you may not see meet. Call { $what }.
pointer-why = Nothing more is told: what it is about, its owner tells you or not.
why-join = { "; " }
evidence = Evidence
weight = Weight
sum = Sum
bits = { $what } bits
bits-hint = One bit doubles the odds. Bars to the right speak for it, to the left against it.
probability = probability { $what }
counted = { $what } counted once
counted-again = { $what } reported again, left out of totals
ways = What could help
two-sides = Two sides
differs = differs
changed-since = changed since
other-records = More records
not-stated = not stated
verdicts = What was answered
verdict-hint = Kept with your name. Imports never change it.
confirm = Confirm
reject = Reject
unsure = Unsure
reason = Reason
undo = Undo my verdict
said-confirm = confirmed
said-reject = rejected
said-unsure = unsure
done-confirm = Saved: confirmed. z undoes it.
done-reject = Saved: rejected. z undoes it.
done-unsure = Saved: unsure. z undoes it.
done-undone = Undone.
done-labelled = The label is set. It holds from now on for everyone.
done-withdrawn = Withdrawn. Nobody else sees the record here any more.
done-reinstated = The record is back.
done-changed = Saved.
done-ended = The token has ended.
done-applied = Applied. Findings are looked for now.
done-import-undone = The import is taken back.
back-to-list = Back to the list
value = Value
said-by = Said by
who-speaks = Who speaks of it
one-voice = One record alone. Confirm a finding of the kind “same”, and the others stand beside it here.
voices-hint = The numbers say which of the records above state a value.
owned-by = kept by { $what }
all-values = All values
history = History
version-said = Version { $n }: { $what }
change = Change
change-created = created
change-changed = changed
change-undone = as before an undone import
change-relabelled = another label
change-withdrawn = withdrawn
change-reinstated = reinstated
change-vanished = vanished from its source
change-returned = back in its source
state-vanished = vanished from its source
state-withdrawn = withdrawn
state-undone = of an undone import
thing-activity = Activity
thing-party = Party
thing-tie = Tie
thing-instrument = Instrument
thing-need = Need
thing-proposal = Proposal
thing-position = Position
thing-exclusion = Proposals that exclude each other
f-title = Title
f-reporter = Reporter
f-identifier = Identifier
f-kind = Kind
f-status = Status
f-dates = Dates
f-places = Places
f-themes = Themes
f-participants = Participants
f-amounts = Amounts
f-assets = Units and sites
f-links = Declared links
f-scopes = Emergencies and appeals
f-description = Description
f-kept = Kept as read
f-aliases = Other names
f-parties = Parties
f-note = Note
f-obligation = What it says
f-label = Label
f-field = Field
and-more = and { $n } more
audience = For whom
audience-hint = Parties, parted by commas; groups with # in front. Nobody named: as far as the TLP level goes.
nobody-named = nobody named
purposes = Purposes
expires = Expires
never = never
pointers = Others may learn that there is one
pointers-allowed = Others may learn from a finding that there is a record, and whom to call
yes = yes
no = no
change-label = Change the label
set-label = Set the label
withdraw = Withdraw
withdraw-hint = Nobody sees the record here any more, whatever is imported, until you reinstate it.
reinstate = Reinstate
reinstate-hint = Whoever its label allows sees it again.
facet-kind = Kind
facet-theme = Theme
facet-place = Place
facet-party = Party
no-records = No records yet.
no-records-here = No activity fits this filter.
check-title = With or without conflict?
check-hint = Before you plan: the answer comes as you type, from all records that you may see.
check-behind = Records that came in a moment ago are still being read and may be missing here. Check again shortly.
check-empty = Say what you plan: a title, days and a place are enough.
check = Check
any-kind = any
first-day = First day
last-day = Last day
latitude = Latitude
longitude = Longitude
radius = Counts as near, km
themes-example = words or codes
place-example = a name or a code
with-conflict = With conflict
without-conflict = Without conflict
no-approval = This is an answer, not an approval.
nothing-near = Nothing that you may see comes near it.
open-record = its record
no-number = “{ $what }” is no number.
no-day = “{ $what }” is no day: write it as 2006-03-12.
on-day = On
ties = Ties in force
parties = Parties
tie-from = Who
tie-to = In or with whom
in-force = In force
no-parties = No parties or ties yet.
not-all-shown = Not all are shown.
party-kind-institution = institution
party-kind-organ = organ
party-kind-state = state
party-kind-coalition = coalition
import-hint = Records that you import are records of { $what }. Nothing is changed before you have seen what would be.
read-file = Read the file
formats = IATI XML, 3W and other tables (CSV, XLSX, Parquet), FTS flows, iCalendar, GeoJSON, JSON Lines; plain or packed (.gz, .zst, .tar).
imports-before = Imports before
import-state-running = running
import-state-applied = applied
import-state-undone = taken back
import-state-abandoned = broken off
import-state-undo = taking back
nothing-changed-yet = Nothing is changed yet.
count-created = new
count-changed = changed
count-unchanged = unchanged
count-vanished = vanished
count-returned = back again
label-of-import = Label
own-label = as it is; new ones for us alone
label-hint = A label that a person gave to a record stays.
apply = Apply
other-file = Another file
not-read = What was not read
all-read = Everything was read.
p-where = Where
p-what = What
p-way = The way out
line = Line
source = Source
sources = Sources
format = Format
records = Records
left-as-they-are = { $what } left as they are:
broken-off = “{ $what }” was not read to its end: nothing of it counts as vanished.
to-findings = To the findings
undo-import = Take this import back
undo-import-hint = What it made is marked, what it changed says again what it said before.
work-idle = Nothing runs.
work-waiting = Findings will be looked for.
work-reading = Looking for findings: reading the records
work-columns = Looking for findings: sorting the records
work-candidates = Looking for findings: proposing partners
work-comparing = Looking for findings: comparing
work-deciding = Looking for findings: deciding
work-keeping = Looking for findings: keeping what was found
ledger-hint = Every change, verdict and login, signed and in order. What names and reasons hide can be erased without breaking it.
entry-kind = Entry
entry-says = What it says
entry-log-opened = log opened
entry-key-changed = key changed
entry-login = login
entry-imported = import
entry-record-changed = record changed
entry-label-changed = label changed
entry-verdict = verdict
entry-outcome = outcome
entry-dossier-changed = dossier changed
entry-handed = finding handed over
entry-filed = plan filed
entry-disclosed = disclosure
entry-user-changed = user changed
entry-household-changed = settings changed
entry-exported = export
entry-policy-changed = policy changed
by-whom = Who
by-node = the node
by-erased = erased
about-user = user { $what }
because = because: { $what }
when = When
number = No.
verify = Verify
export = Export
log-holds = The log of { $what } holds, all { $n } entries of it.
log-root = Root: { $what }
log-key = Signed by: { $what }
log-broken = The log does not hold:
invite = Invite
link-made = Give this link to { $what }. It is shown this once and holds for a day.
new-link = New link for a password
lock = Lock out
unlock = Let in again
locked = locked out
save = Save
user-role-desk-officer = desk officer
user-role-secretariat = secretariat
user-role-legal-officer = legal officer
user-role-analyst = analyst
user-role-operator = operator
user-role-auditor = auditor
user-role-guest = guest
to-start = To the first page
error-absent = There is nothing here
error-absent-way = It isn't there, or you may not know of it. Check the address.
error-denied = You may not do this
error-denied-way = The policies of this node don't allow it in your role. Ask someone whose role allows it.
error-input = This can't be understood
error-input-way = Go back, correct it and send it again.
error-refused = This doesn't fit the present state
error-refused-way = Look at how things stand now, and decide again.
error-busy = Others were in the way
error-busy-way = Nothing was changed. Try again.
error-away = The database doesn't answer
error-away-way = Nothing was changed. Tell the operator if it stays so.
error-fault = Something broke here
error-fault-way = It is our fault and stands in the server's log. Tell the operator when it happened.
error-form = The form is too old
error-form-way = Nothing was changed. Load the page again and repeat it.
error-login = Log in first
error-login-way = Your session has ended or there was none.
error-too-large = This is too large
error-too-large-way = A file has at most 1 GB. Pack it or split it.
error-too-many = Too often
error-too-many-way = Wait a minute, then try again.
error-method = This address doesn't take that
error-method-way = Go back and use the page's own buttons.
n-findings =
    { $n ->
        [one] { $n } finding
       *[other] { $n } findings
    }
n-activities =
    { $n ->
        [one] { $n } activity
       *[other] { $n } activities
    }
ties-in-force =
    { $n ->
        [one] { $n } tie is in force
       *[other] { $n } ties are in force
    } on { $what }.
checked-against =
    Checked against { $n ->
        [one] { $n } activity that you may see.
       *[other] { $n } activities that you may see.
    }
read-records =
    { $n ->
        [one] { $n } activity was read.
       *[other] { $n } activities were read.
    }
read-others =
    { $n ->
        [one] { $n } party, tie, need or other thing beside.
       *[other] { $n } parties, ties, needs and other things beside.
    }
lost-files =
    { $n ->
        [one] { $n } file cut short
       *[other] { $n } files cut short
    }
lost-records =
    { $n ->
        [one] { $n } whole record lost
       *[other] { $n } whole records lost
    }
lost-values =
    { $n ->
        [one] { $n } value left out
       *[other] { $n } values left out
    }
mended =
    { $n ->
        [one] { $n } thing mended
       *[other] { $n } things mended
    }
looks-wrong =
    { $n ->
        [one] { $n } thing looks wrong
       *[other] { $n } things look wrong
    }
undo-left =
    { $n ->
        [one] { $n } record was changed since and left alone.
       *[other] { $n } records were changed since and left alone.
    }
log-openings =
    { $n ->
        [one] { $n } name, reason or content is what it commits to.
       *[other] { $n } names, reasons and contents are what it commits to.
    }
log-imports =
    { $n ->
        [one] { $n } import wrote what the log tells of.
       *[other] { $n } imports wrote what the log tells of.
    }
