// Passkeys: asks the browser for one and sends what it answers with the form around the button.
// A form says with data-passkey whether one is made (“create”) or shown (“get”), and with data-options or
// data-options-from where the server's questions stand: in an element of the page, or at an address.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((credential) => ({ ...credential, id: bytes(credential.id) }));

async function questions(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return answer.json();
}

async function create({ creation_options: { publicKey } }, alone) {
  const selection = { ...publicKey.authenticatorSelection };
  if (alone) Object.assign(selection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      authenticatorSelection: selection,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: named(publicKey.excludeCredentials),
    },
  });
}

async function get({ request_options: { publicKey } }) {
  return navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: named(publicKey.allowCredentials) },
  });
}

function written(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])])),
  });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!("PublicKeyCredential" in window) || /^[\d.]+$|:/.test(location.hostname)) continue;
  const press = form.querySelector("[data-passkey-press]");
  const failed = form.querySelector("[data-passkey-failed]");
  press.hidden = false;
  form.querySelector("[data-passkey-missing]").hidden = true;
  press.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const asked = await questions(form);
      const alone = form.elements.passwordless?.checked;
      const found = form.dataset.passkey === "create" ? await create(asked, alone) : await get(asked);
      form.elements.credential.value = written(found);
      form.submit();
    } catch (problem) {
      console.warn(problem);
      failed.hidden = false;
    }
  });
}
