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
