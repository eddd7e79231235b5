# What a council does: proposals and positions, packages, meetings, decisions, tasks.

bar-council = Council
councils-hint = A council decides on proposals of its members: who stands where, what can pass together, what was decided and what is done about it.
no-councils = Your party takes part in no council here.
no-councils-found = There is no council yet. Found one below: name its members, and when it may decide.
you-sit-as = You sit as: { $what }
you-sit = You sit as
kept-by = kept by the secretariat of { $what }
council-found = Found a council
council-name = Name
council-members = Members
council-members-hint = Identifiers of parties, parted by commas or lines, as they stand in your records.
council-observers = Observers
council-quorum = Quorum: so many members must be there to decide
council-rule = How it decides
council-make = Found
known-parties = Parties that your records name
council-proposals = Proposals
council-packages = What can pass
council-meetings = Meetings
council-decisions = Decisions and tasks
council-seats = Who sits in it
council-rules = Decides by { $rule }; quorum { $quorum }; kept by the secretariat of { $keeper }.
rule-consensus = consensus
rule-unanimity = unanimity
rule-majority = majority
rule-silence = silence procedure
rule-qualified = qualified majority of { $what }
rule-hint = consensus, unanimity, majority, silence, or a share: qualified=2/3
rules-change = Change quorum and rule
seat-change = Change who sits in it
sits-as = Sits as
capacity-none = leaves the council
capacity-member = member
capacity-observer = observer
capacity-partner = partner
capacity-guest = guest
capacities = What each capacity may do
capacity-says-member = sees everything, speaks, votes
capacity-says-observer = sees what is TLP:CLEAR or TLP:GREEN, speaks, does not vote
capacity-says-partner = as an observer
capacity-says-guest = sees the items opened to it, and nothing else
proposals-open = Before the council
proposals-ended = Decided or withdrawn
no-proposals = Nothing is proposed.
proposal = Proposal
propose = Draw up a proposal
proposal-id = Identifier, for conditions of positions
proposal-text = Text
proposal-make = Propose
proposal-amend = Change the text
proposal-withdraw = Withdraw
proposal-withdraw-hint = It stays readable with its positions, and can't be decided any more.
proposal-label-hint = Members see every proposal. Observers and partners see TLP:CLEAR and TLP:GREEN; guests what a meeting opens to them.
propose-in-council = Draw up a proposal for the council
take-up = Take up what records state
take-up-hint = Proposals that stand in your records, and the positions on them, are entered as they stand.
done-acted-in-part = Entered; some of it the council’s rules did not let in.
titled = “{ $what }”
paper = Paper
paper-minutes = Minutes
paper-format = Format
paper-give = Download
paper-invitation = Invitation for the calendar
paper-decisions = Decisions as a paper
paper-votes = Votes as a table
home-councils = In the council
agenda-build = Build the agenda out of what is open
suggested-proposal = proposal
suggested-task = task that is due
suggested-finding = finding
what-if = Ways to tie, and what if
what-if-hint = A change a line: admit tm sco; add-tie nato sco liaison; end-tie uz us; sign kz INSTRUMENT; denounce kz INSTRUMENT.
what-if-scenario = Scenario { $what }
what-if-weigh = Weigh them
what-if-line = Line { $n }: { $what }
what-if-many = At most { $n } changes.
what-if-tied = No longer missing
what-if-missing = Newly missing
what-if-opened = Ways that open
what-if-gone = Ways that are gone
what-if-ruled = Activities that an instrument would forbid or set a condition for
what-if-freed = Activities that it would forbid no more, or set no condition for
what-if-gaps = Gaps in cover don’t depend on ties: what is done about a need is counted by records, so no scenario changes them.
what-if-kept = kept as “{ $what }”
kept-scenarios = Kept scenarios
kept-scenarios-hint = All of your party see them; whoever keeps one renames or removes it.
open-as = open as
keep-scenario = Keep it as
keep = Keep
rename = Rename
own-scenario = yours
party-scenario = by someone of your party
done-scenario-kept = The scenario is kept.
done-scenario-removed = The scenario is removed.
way-between = { $pair }: { $way }
way-jointly = on { $needs }; it takes no status
way-jointly-at = on { $needs } ({ $place }); it takes no status
way-through = { $organ }, which works on the need itself, instead of { $house } as a whole
way-invites = { $host } invites { $guest } under “{ $rule }”
way-spoken-of = “{ $rule }” of { $host } speaks of it
way-brought-together = { $what }, which is tied to both, brings them together
way-hosted-by =
    { $count ->
        [one] { $states } is tied to both and hosts them
       *[many] { $states } are tied to both: one of them hosts them
    }
way-as-others =
    { $count ->
        [one] { $guest } as { $status } of { $host }, as { $holders } is
        [had] { $guest } as { $status } of { $host }, as { $holders } used to be
       *[many] { $guest } as { $status } of { $host }, as { $holders } are
    }
way-proposed = “{ $title }” ({ $proposal })
agrees-if = { $party } (if { $condition })
agrees-undecided = { $what } (undecided)
agrees-more = { $n } more
closed-not-taken-up = it was proposed, and { $what } has not taken it up
nothing-no-tie = no such tie of { $from } with { $to } is in force on { $on }
nothing-no-instrument = no instrument has the id “{ $what }”
nothing-bound = { $party } is bound by { $instrument } already
nothing-not-bound = { $party } is not bound by { $instrument }
what-if-nothing = nothing
what-if-none = No tie is missing among the parties that you see.
way-consent = must agree: { $what }
way-objected = objected: { $what }
way-closed = closed:
means-joint-activity = Joint activity:
means-organ = Through an organ:
means-guest = As a guest:
means-host = Through a host:
means-status = By a status:
means-proposal = By a proposal:
proposed-by = Proposed by
the-secretariat = the secretariat
changes-what = What it changes
decided-by = Decided by
comes-of = Comes of
rules-out = Rules out
change-nothing = nothing but what the text says
change-a-tie = A tie is made
change-jointly = Something is done jointly
change-division = Work is divided
change-funding = Something is paid for
change-parties = The parties, parted by commas
change-payer = Who pays
change-tie = a tie: { $from } – { $to }, { $tie }
change-joint = done jointly by { $what }
change-divide = work divided between { $what }
change-fund = paid for by { $party }: { $amount }
change-correct = a record is put right by its owner
f-amount = Amount
f-place = Place
propose-title-tie = A tie between { $what }
propose-title-joint = { $what } act jointly
propose-title-divide = { $what } divide the work
propose-title-nothing = Proposal concerning { $what }
errands = Tasks once it is decided
errand = { $what } – { $owner }, within { $days } days
task-what = What is to be done
task-owner = Who does it
task-days = Days
matter-open = before the council
matter-decided = decided, no. { $n }
matter-withdrawn = withdrawn on { $what }
matter-silence = under silence until { $what }
exclusions = These rule each other out:
exclude = Say that two rule each other out
exclude-other = The other one
stance-support = support
stance-oppose = oppose
stance-abstain = abstain
stance-undecided = undecided
stance-conditional = conditional
positions = Positions
position = Position
no-position = no position
no-positions = Nobody has taken a position.
positions-before = All positions in the order of time
condition = Condition
condition-hint = Only for a conditional position: p-1 and not p-2, or, brackets; nato@p-1 means that nato accepts p-1. Without one, the words below say which change of text is asked for.
draft = draft
draft-own = draft, seen by your party alone
older-text = on an earlier text
texts-before = Earlier texts
take-position = Take a position
position-for = For
position-words = Reservation, explanation, or the change of text that you ask for
position-draft = Draft: only my party sees it, and only our own packages count it
position-take = Enter the position
silence-begin = Put under silence
silence-last = Last day on which it can be broken
silence-hint = It is decided on the day after, unless a member breaks the silence. Its text can't be changed meanwhile.
silence-extend = Extend
silence-break = Break the silence
silence-break-hint = Your objection stands as a position, for all who see the proposal.
why = Why
for-secretariat = For the secretariat
put-on-agenda = Put on the agenda
put = Put on it
open-to-guests = Open it to guests
opened-to = opened to { $what }
meeting = Meeting
no-meetings = No meeting is called.
meetings-ahead = Ahead
meetings-over = Over
meeting-call = Call a meeting
meeting-on = First day
meeting-until = Last day
meeting-place = Place and hour
meeting-form = Form
meeting-invited = Who is asked
meeting-guests = Guests
meeting-guests-hint = A guest sees only the items that you open to it.
meeting-move = Change the notice
meeting-call-off = Call off
meeting-open = Open the meeting
meeting-close = Close the meeting
form-formal = formal
form-informal = informal
form-correspondence = by correspondence
form-says-formal = decides
form-says-informal = talks, decides nothing
form-says-correspondence = decides without sitting together
stage-ahead = ahead
stage-open = open
stage-over = over
stage-called-off = called off
items-seen = Items you see
agenda = Agenda
no-items = Nothing on the agenda that you may see.
item-up = Move up: { $what }
item-strike = Strike
item-strike-of = Strike from the agenda: { $what }
item-words = Anything else
paper-lay = Lay a paper
paper-text = Text
minute-add = Write down what was said
minute-words = For the minutes
votes-cast = { $n } voted so far.
vote-for = Vote of
vote-words = Explanation
count-votes = Count the votes
count-passed = Passed, decision no. { $n }.
count-failed = Did not pass.
quorum-line = { $present } of { $members } members are there; the quorum is { $quorum }.
attending = Who attends
not-there = not there
leaves = leaves
who-is-there = Who is there
tasks = Tasks
no-tasks = Nothing is to be done.
task-report = Report
task-report-only = Report, not done yet
task-words = What was done, or what stands in the way
task-done = Done
task-postpone = Postpone
task-due = Until
task-assign = Give somebody a task
decisions = Decisions
no-decisions = Nothing was decided yet.
decision-number = Decision { $n }
decided-silence = by silence until { $what }
decided-votes = by votes ({ $votes }), { $meeting }
votes-summed = { $yes } for, { $no } against, { $abstain } abstaining
made-tie = the tie is recorded
made-outcome = stands as the outcome of the finding
carry-out = Carry out at this node
carry-out-hint = Puts the tie into the records, or the outcome to the finding.
reserve = Add a reservation or explanation
reserve-words = Reservation or explanation
packages-summary = Packages that can pass: { $packages }. Open proposals: { $open }; in no package: { $blocked }.
packages-hint = A package is a largest set of proposals that pass together as the positions stand. No answer is predicted for who is undecided.
packages-drafts = Your own drafts are counted here, nobody else’s.
package = Package { $n }
package-depends = Still depends on { $what }.
package-gains = What each party gains
packages-more = There are more; the largest are listed.
packages-blocked = What can’t pass, and why
packages-unlocks = The smallest changes of position that would open more
unlock-move = { $party } on “{ $title }”: { $stance }
unlock-opens = { $moves } – then { $titles } could pass.
why-opposed = { $parties } against; { $rule }
why-abstained = Abstaining, which under unanimity is to refuse: { $what }.
why-unmet = { $party } accepts it only if { $condition }, which nothing that could pass with it makes true.
why-unmet-blocked = { $party } accepts it only if { $condition }, and { $titles } can’t pass.
why-clash = What these ask for can’t all be true at once: { $what }.
why-too-few = At best { $yes } for and { $no } against; needed: { $rule }.
why-nobody = Nobody accepts it; against: { $what }.
veto-unanimity = unanimity takes that everyone accepts.
veto-silence = one objection breaks the silence.
veto-consensus = consensus takes that nobody refuses.
waits-open = Being held now: { $what }
waits-silence = Under silence until { $day }: { $title }
waits-meeting = Next: { $title }, { $day }
done-acted = Entered in the council’s papers and in the log.
done-council-founded = The council is founded.
done-passed = Counted: it passed.
done-not-passed = Counted: it did not pass.
refused-founded = The council was founded already.
refused-not-founded = A council begins by being founded.
refused-bad-charter = The quorum is at least 1 and at most the number of members.
refused-guest-seat = Guests are asked to a meeting; they have no seat in the council.
refused-missing = A title, text or reason is missing.
refused-known-proposal = A proposal has this identifier already.
refused-no-proposal = A proposal that is named there doesn’t exist.
refused-decided = It is decided already.
refused-withdrawn = It was withdrawn.
refused-excludes-itself = A proposal does not rule itself out: choose another one.
refused-condition = The condition can’t be read. Write proposals by their identifiers, joined by and, or, not and brackets; “not” doesn’t stand before another party’s acceptance.
refused-no-condition = A conditional position needs a condition, or the change of text that it asks for; other positions have none.
refused-under-silence = It is under silence: break it, or let it lapse first.
refused-not-under-silence = It is not under silence.
refused-lapsed = The silence is over.
refused-not-later = The last day comes after the first, and a silence ends later than it ends now.
refused-known-meeting = A meeting has this identifier already: call it again.
refused-no-such-meeting = There is no such meeting.
refused-not-ahead = The meeting has begun, is over or was called off.
refused-no-meeting = No meeting is open.
refused-meeting-open = A meeting is open with votes on it: count them or close it first.
refused-over = The meeting has ended: its agenda stays as it was.
refused-informal = An informal meeting decides nothing.
refused-not-tabled = It is not on the agenda.
refused-tabled = It is on the agenda already.
refused-no-item = The agenda has no such item.
refused-not-member = Only members of the council sit as members.
refused-no-vote = Only members who are there vote.
refused-no-such-vote = A vote is for, against or abstaining.
refused-no-quorum = There is no quorum: nothing can be decided now.
refused-no-decision = There is no such decision.
refused-enacted = It was carried out already.
refused-no-task = There is no such task.
refused-task-done = The task is done.
waits-positions =
    { $n ->
        [one] One proposal waits for your position
       *[other] { $n } proposals wait for your position
    }
waits-late =
    { $n ->
        [one] One task of yours is late
       *[other] { $n } tasks of yours are late
    }
waits-tasks =
    { $n ->
        [one] One task of yours is due
       *[other] { $n } tasks of yours are due
    }
waits-carrying-out =
    { $n ->
        [one] One decision waits to be carried out at this node
       *[other] { $n } decisions wait to be carried out at this node
    }
stated-positions =
    { $n ->
        [one] one position
       *[other] { $n } positions
    }
what-if-summary =
    { $n ->
        [one] On { $what } one pair shares a need without a tie
       *[other] On { $what } { $n } pairs share a need without a tie
    }
what-if-more =
    { $n ->
        [one] and one more
       *[other] and { $n } more
    }
tasks-done =
    { $n ->
        [one] One task done
       *[other] { $n } tasks done
    }
what-if-ruled-more =
    { $n ->
        [one] and one more
       *[other] and { $n } more
    }
