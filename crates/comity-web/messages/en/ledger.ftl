# Looking into the ledger.

entry-policy-decided = policies put in force
entry-council-acted = a council acted
entry-decided = a council decided
ledger-from = Written from
ledger-until = Written until
ledger-to = Disclosed to
ledger-person = Person
ledger-person-hint = Who did it, or whom it is about. Who was erased isn’t found.
ledger-about = Record, finding, import
ledger-about-hint = The id, as it stands in the address.
ledger-none = No entry fits.
ledger-whole = Export the whole ledger
ledger-lines = Take these entries as a table
ledger-lines-hint = Only the whole ledger can be checked by others. A table (CSV) of the entries that are asked for here proves nothing: it is for an auditor who asks what was disclosed to whom.
ledger-its = In the ledger

# What entries tell, by the names and words of the ledger's format.
told-pair = { $name }: { $value }
told-of = record, version { $n }
told-finding = finding
told-import = import
told-records =
    { $n ->
        [one] { $n } record
       *[other] { $n } records
    }
told-granted = refused
told-waived = lead time waived
told-created = new
told-changed = changed
told-unchanged = unchanged
told-vanished = vanished
told-problems = not read
told-due = until { $what }
told-party = party
told-owner = owner
told-to = to whom
told-group = group
told-desk = desk
told-policy = policy
told-purpose = purpose
told-format = format
told-key = key
told-before = version before
told-after = version after
told-change-created = created
told-change-edited = edited
told-change-altered = changed
told-change-disabled = blocked
told-change-enabled = unblocked
told-change-vanished = vanished from its source
told-change-returned = back in its source
told-change-withdrawn = withdrawn
told-change-erased = erased
told-method-passkey = by passkey
told-method-password = by password
told-method-oidc = by another provider
told-method-token = by token
told-method-link = by one-time link
told-what-desk = desk
told-what-group = group
told-what-token = token
told-what-setting = setting
told-what-places = places
told-what-themes = themes
told-what-boundaries = boundaries
told-what-saved-view = saved view
told-what-partner = partner
told-what-columns = what columns mean
told-what-scenario = scenario of ties
told-handing-offered = offered
told-handing-accepted = taken over
told-handing-refused = refused
told-handing-acknowledged = acknowledged
told-act-proposed = outcome proposed
told-act-agreed = agreed
told-act-declined = declined
told-act-retracted = taken back
told-act-due = day set
told-act-offer-withdrawn = offer taken back
told-act-asked = question asked
told-act-answered = question answered
told-extent-record = the whole record
told-extent-pointer = only that there is one
said-retract = answer taken back
