// Passkeys: a form that asks its server for a question, the browser for an answer, and is then sent like any other.

interface Question {
  id: string;
  options: { publicKey: (PublicKeyCredentialCreationOptionsJSON | PublicKeyCredentialRequestOptionsJSON) & { rp?: unknown } };
}

async function answered(form: HTMLFormElement): Promise<void> {
  const asked = await fetch(form.dataset.passkey ?? '', { method: 'POST', body: new URLSearchParams({ csrf: field(form, 'csrf').value }) });
  if (!asked.ok) throw new Error(String(asked.status));
  const { id, options } = (await asked.json()) as Question;
  const credential = options.publicKey.rp
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey as PublicKeyCredentialCreationOptionsJSON) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey as PublicKeyCredentialRequestOptionsJSON) });
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
  field(form, 'ceremony').value = id;
  field(form, 'credential').value = JSON.stringify(credential.toJSON());
}

const field = (form: HTMLFormElement, name: string) => form.elements.namedItem(name) as HTMLInputElement;

/** Makes the form of use where the browser knows passkeys for this address: a name under https, or this machine as `localhost`. */
export function passkey(form: HTMLFormElement): void {
  const named = !/^[\d.]+$|:/.test(location.hostname);
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON || !named) return;
  form.hidden = false;
  const wrong = form.querySelector<HTMLElement>('[data-wrong]');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (wrong) wrong.hidden = true;
    // whoever closes the browser's question may ask again
    answered(form).then(
      () => form.submit(),
      () => wrong && (wrong.hidden = false),
    );
  });
}
