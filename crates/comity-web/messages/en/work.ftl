# What a desk does about a finding or a plan.

bar-home = Home

# Home
home-now = What needs me now
home-nothing = Nothing waits for your desk.
home-import = Put in your records
home-queue = Open the queue of findings
home-asked =
    { $n ->
        [one] One answer is waited for
       *[other] { $n } answers are waited for
    }
home-hands =
    { $n ->
        [one] One finding with your desk
       *[other] { $n } findings with your desk
    }
home-ours = Open findings about our records
home-all-ours = All of them
home-offered = { $what } offers it to you:
home-proposed = { $what } proposes:
home-changed = Changed since { $what }
home-unchanged = Nothing has changed since then.
home-verdicts = What others answered
home-found = New findings
home-imports = Imports of your institution
home-imported =
    { $n ->
        [one] 1 record new or changed
       *[other] { $n } records new or changed
    }

# Whose desk has a finding
hand-title = Who works on it
hand-nobody = No desk has it yet.
hand-open = not taken yet
hand-taken = taken
hand-acknowledged = acknowledged, which is no approval
hand-handed = handed on
hand-due = due { $what }
hand-was-due = was due { $what }
hand-by-rule = by the rule: so that the earlier activity can still be moved
hand-take = Take it
hand-acknowledge = Acknowledge
hand-acknowledge-hint = To acknowledge says that you have read it. It is not an approval.
hand-history = How it changed hands
handed-taken = taken
handed-offered = offered to
handed-accepted = accepted
handed-refused = refused
handed-withdrawn = offer taken back
handed-acknowledged = acknowledged
handed-due = another day set
offer-title = Not ours: offer it to another desk
offer-desk = Desk
offer-hint = Until that desk accepts, the finding stays with yours. The day until when does not change.
offer-send = Offer it
offer-from = Offered by { $what }
offer-to = to { $what }.
offer-accept = Accept
offer-refuse = Refuse
offer-back = Take the offer back
reason-to-refuse = Reason, if you refuse
due-title = Set another day
due-day = Due on
due-set = Set the day

# What is done about it
outcomes = What is done about it
outcome-title = Decide
outcome-what = Outcome
outcome-write = Write it down
outcome-shared = proposed, holds when the others agree
outcome-retract = Take it back
outcome-proceed = proceed as planned
outcome-jointly = conduct jointly
outcome-divide = divide the work
outcome-delay = delay ours
outcome-cancel = cancel ours
outcome-merge = merge the records
outcome-no-action = no action
outcome-state-proposed = proposed
outcome-state-holds = holds
outcome-state-declined = declined
outcome-state-retracted = taken back
outcome-state-replaced = replaced
agreement-awaited = { $what } has not answered yet
agreement-agreed = { $what } agrees
agreement-declined = { $what } declines
agree = Agree
decline = Decline
reason-to-decline = Reason, if you decline
verdict-retracted = taken back

done-taken = Your desk has it now.
done-acknowledged = Acknowledged. This is not an approval.
done-due = The day is set.
done-offered = Offered. Until it is accepted your desk goes on to work on it.
done-accepted = Accepted. Your desk has it now.
done-refused = Refused. It stays where it was.
done-offer-back = The offer is taken back.
done-decided = Written down. It holds.
done-proposed = Proposed. It holds when the others have agreed.
done-agreed = You have agreed.
done-declined = Declined. The proposal is void.
done-retracted = Taken back.

entry-finding-worked = work on a finding
entry-filing-withdrawn = filing withdrawn
key-delegate = offer the finding to another desk

# The queue
whose-desk = with my desk
f-due = Due
due-filter-any = whenever
due-filter-over = overdue
due-filter-week = within a week
learned-lower = Ranked lower: your institution rejected { $n } of { $what } like it.
learned-higher = Ranked higher: your institution confirmed { $n } of { $what } like it.
bulk-title = One answer for all that are chosen, with its reason:
choose = Choose: { $what }
undo-batch = Take all of these answers back
done-batch = Saved for all that were chosen.
key-choose = choose the finding for an answer to many

# Filed plans
filings = Filed plans
filings-due = Plans to be filed
filings-made = What was filed
filings-none = Nothing is filed yet.
filing-begin = Check a plan and file it
filing-lead =
    { $n ->
        [one] Plans are filed at least 1 day before they begin.
       *[other] Plans are filed at least { $n } days before they begin.
    }
filing-title = File this plan
filing-hint = The plan becomes a record of your institution. Conflicts with it are looked for and come to the desks that they concern.
filing-in-time = In time: it is due by { $what }.
filing-is-late = Late: it was due by { $what }. Say why.
filing-withdraw-hint = The plan is withdrawn with it: nobody sees it here any more.
filing-withdrawn = withdrawn
filing-rules = Lead times of this node
setting-lead-days = Days before it begins that a plan is filed
setting-clock-days = Days before the earlier activity begins that a conflict is decided
file-by = File by
file-it = File it
filed-by = Filed by
filed-how = How
filed-in-time = in time
filed-late = late
filed-waived = lead time waived by { $what }
reason-late = Why it is late
superior = Superior who waives the lead time
superior-hint = Only in an exigency: the handle of another user of your institution, by whose word it is waived.
plan-unseen = a plan that is withdrawn
done-filed = Filed in time. This is not an approval.
done-filed-late = Filed late, with its reason. This is not an approval.
done-filing-withdrawn = The filing is withdrawn, and the plan with it.

# Records joined by hand
links-title = Joined or kept apart by hand
links-join = Join with another record, or keep apart
links-two = Join these two records, or keep them apart
links-two-hint = Holds whatever is imported or found, until it is undone on the page of either record.
links-other = The other record
links-other-hint = Its address, or the identifier that its reporter gave it.
link-end = Undo
join = Join
keep-apart = Keep apart
bond-same = joined with
bond-apart = kept apart from
bond-part = part of
done-joined = Joined. The records stand in one dossier.
done-apart = Kept apart, whatever is found.
key-merge = join the two records, or keep them apart

# Questions
home-question = { $what } asks:
question-title = Ask another party
question-whom = Party
question = Question
question-ask = Ask
question-to = To { $what }:
question-answer = Answer
question-send-answer = Answer
done-asked = Asked. It waits on their first page.
done-question-answered = The answer is sent.
desk-findings = Findings of the desk { $what }
rule-forbids = An instrument. It forbids:
rule-conditions = An instrument. It sets a condition:
rule-binds = Binds { $what }
