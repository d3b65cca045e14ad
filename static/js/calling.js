// Ideas as they are called out: Enter keeps one and the field is empty for the next, without loading the page anew.
// The form works without this; its own key makes a second sending of the same idea harmless.

const region = () => document.querySelector('[data-region="ideas"]');

async function keep(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector('[data-region="ideas"]');
  // Something is wrong with what was typed, or one must sign in again: the page itself says it best.
  if (!answer.ok || !found) return false;
  const next = document.importNode(found, true);
  region().replaceWith(next);
  next.querySelector("[data-add] input[type=text]").focus();
  return true;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-add]");
  if (!form) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const say = (words) => {
    region().querySelector("[data-said]").textContent = words;
  };
  try {
    if (!(await keep(form))) form.submit();
  } catch {
    say("There is no connection, so the idea is not kept yet. It is still in the field: press Enter again in a moment.");
  }
  delete form.dataset.sending;
});
