# Ways in: passkeys, outside accounts, tokens.

error-slow = Too slow
error-slow-way = What you sent came too slowly and was cut off; nothing was changed. Try again over a better connection.
error-changed = It has changed meanwhile
error-changed-way = Nothing was changed. Look at how it stands now, and decide again.
error-doing = This is being done already
error-doing-way = Wait a moment and look whether it is done.
error-key-used = This key was used for something else
error-key-used-way = Nothing was changed. Each request needs a key of its own.

passkeys = Passkeys
passkeys-hint = A passkey lets you in without a password: by fingerprint, face or PIN of this device, or by a security key.
passkey-script = Passkeys need scripts in your browser. A password works without.
passkey-example = Office laptop
passkey-not-made = No passkey was made. Try again, or use a password.
passkey-not-shown = No passkey was shown. Try again, or use your password.
passkey-wrong = This passkey isn’t known here. Use your password, or ask an operator for a new link.
make-passkey = Make a passkey
log-in-passkey = Log in with a passkey
or-passkey = Or a passkey
made-on = Made
done-passkey = The passkey is yours: next time it lets you in.
done-passkey-removed = The passkey is removed.
scope-metrics = figures of the node

log-in-outside = Log in with { $what }
error-waits = Your account waits to be let in
error-waits-way = The provider knows you, and this node doesn’t yet. An operator gives you a role; then log in again.
error-elsewhere = The provider of logins doesn’t answer
error-elsewhere-way = Try again in a moment, or log in with a password or passkey.
remove = Remove
