// Passkeys: asks the site for a challenge, the device for its answer, and sends that as the form that stands there.
// Browsers offer passkeys only where a name, not a number, leads to the site, and over https (or on this machine).
const named = /[a-z]/i.test(location.hostname) && !location.hostname.includes(":");
const form = document.querySelector("[data-passkey]");
if (form && named && isSecureContext && "PublicKeyCredential" in globalThis) begin(form);

function begin(form) {
  const said = form.querySelector("[data-said]");
  form.hidden = false;
  document.querySelector("[data-no-passkeys]")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answered(form));
      form.elements.current?.setAttribute("disabled", "");
      form.submit();
    } catch (problem) {
      said.textContent = inWords(problem);
      said.hidden = false;
    }
  });
}

/** What the device says to the question that the site asks. */
async function answered(form) {
  const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  const options = await answer.json().catch(() => ({}));
  if (!answer.ok)
    throw new Refused(
      Object.values(options.errors ?? {})
        .flat()
        .join(" "),
    );
  options.challenge = bytes(options.challenge);
  if (form.dataset.passkey === "use") return told(await navigator.credentials.get({ publicKey: options }));
  options.user.id = bytes(options.user.id);
  for (const known of options.excludeCredentials ?? []) known.id = bytes(known.id);
  return told(await navigator.credentials.create({ publicKey: options }));
}

/** A credential as the site reads it. */
function told(credential) {
  const { id, rawId, type, response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const held = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return { id, rawId: text(rawId), type, response: Object.fromEntries(held), clientExtensionResults: {} };
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.codePointAt(0));
}

function text(buffer) {
  const plain = String.fromCodePoint(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function inWords(problem) {
  if (problem instanceof Refused && problem.message) return problem.message;
  if (problem.name === "InvalidStateError") return "This device has a passkey for you here already.";
  if (problem.name === "NotAllowedError") return "The device did not do it. Try again, or use your password.";
  return "That did not work. Try again, or use your password.";
}

class Refused extends Error {}
