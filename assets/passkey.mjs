// Asks the browser for a passkey, or to make one, and sends what it answers with
// the form of the page. WebAuthn has no way without JavaScript; the page says so
// and leads to another way where this does not run.

// The server speaks base64url, the browser bytes.
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function read(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (options[list]) read[list] = options[list].map((key) => ({ ...key, id: bytes(key.id) }));
  }
  return read;
}

function written(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: text(answer.clientDataJSON) };
  if (answer.attestationObject) {
    response.attestationObject = text(answer.attestationObject);
    response.transports = answer.getTransports ? answer.getTransports() : [];
  } else {
    response.authenticatorData = text(answer.authenticatorData);
    response.signature = text(answer.signature);
    if (answer.userHandle) response.userHandle = text(answer.userHandle);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const make = form.dataset.passkey === "create";
  const failed = document.querySelector("[data-passkey-failed]");
  let answered = false;
  if (!window.PublicKeyCredential) continue;
  document.querySelector("[data-passkey-without]").hidden = true;
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const options = { publicKey: read(JSON.parse(form.dataset.options)) };
      const credential = make ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
      form.elements.credential.value = written(credential);
    } catch {
      failed.hidden = false;
      return;
    }
    answered = true;
    form.requestSubmit();
  });
  if (form.dataset.passkey === "get") form.requestSubmit();
}
