// What is typed into a form marked data-keep stays in this browser until the server has it; of one marked data-draft
// what is typed stays, and the browser sends it. Without a connection no other form is sent either, so nothing is lost.
// Kept for one person (the mark on the body), shown to nobody else, gone when that person signs out.
// The form's own key lets the server count it once, however often it is sent.
const me = document.body.dataset.person;
const PREFIX = "qi-unsent:";
const DAYS = 7;
const LIGHT_PAGE = "/help/";
const OPEN = "#unsent=";

const read = (place = PREFIX + me) => {
  try {
    return { drafts: {}, entries: [], ...JSON.parse(localStorage.getItem(place) || "{}") };
  } catch {
    return { drafts: {}, entries: [] };
  }
};
// Whether it could be written: a private window may keep nothing.
const change = (how, place = PREFIX + me) => {
  const data = read(place);
  how(data);
  try {
    if (data.entries.length || Object.keys(data.drafts).length) localStorage.setItem(place, JSON.stringify(data));
    else localStorage.removeItem(place);
    return true;
  } catch {
    return false;
  }
};
const changeEntry = (key, more) => change((data) => Object.assign(data.entries.find((each) => each.key === key) || {}, more));
const drop = (keys) =>
  change((data) => {
    data.entries = data.entries.filter((each) => !keys.includes(each.key));
    for (const [address, draft] of Object.entries(data.drafts)) if (keys.includes(draft.key)) delete data.drafts[address];
  });
const isOpen = (entry) => entry.state === "waiting" || entry.state === "unsure";

const keptForm = () => document.querySelector("form[data-keep], form[data-draft]");
const addressOf = (form) => form.getAttribute("action") || location.pathname + location.search;
const keyOf = (form) => form.elements.form_key.value;
const NOT_TYPED = ["csrfmiddlewaretoken", "shown"];
const pairsOf = (form) => [...new FormData(form)].filter(([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string");

let isFilling = false;
function fill(form, pairs) {
  isFilling = true;
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.includes(field.name)) continue;
    const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
  form.querySelectorAll("details").forEach((part) => (part.open = true));
  form.dispatchEvent(new Event("input", { bubbles: true }));
  isFilling = false;
}

function labelOf(form) {
  const part = (name) => Number(form.elements[`held_on_${name}`]?.value);
  const on = new Date(part("year"), part("month") - 1, part("day"));
  const said = Number.isNaN(on.getTime()) ? "" : `, ${on.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
  return form.dataset.keep + said;
}

const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() || "";

// What a person reads of it: [question, answer], of those that are answered.
function saidIn(form) {
  const said = new Map();
  for (const field of form.elements) {
    const isBox = field.type === "checkbox" || field.type === "radio";
    if (!field.labels?.length || (isBox ? !field.checked : !field.value)) continue;
    const question = words(field.closest("fieldset")?.querySelector("legend") || field.labels[0]);
    const answer = isBox ? words(field.labels[0]) : field.selectedOptions ? words(field.selectedOptions[0]) : field.value;
    said.set(question, [...(said.get(question) || []), answer]);
  }
  return [...said].map(([question, answers]) => [question, answers.join(answers.every((each) => /^\d+$/.test(each)) ? " " : "; ")]);
}

// --- sending ---

const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// Who is signed in here now, and a token that the server takes; throws where it cannot be reached.
async function look() {
  if (!navigator.onLine) throw new Error("no connection");
  const answer = await fetch(LIGHT_PAGE, { cache: "no-store", signal: AbortSignal.timeout(8000) });
  if (!answer.ok) throw new Error("no answer");
  const page = await parsed(answer);
  return { person: page.body.dataset.person || "", token: page.querySelector("[name=csrfmiddlewaretoken]")?.value || "" };
}

async function post(entry, token) {
  const body = new URLSearchParams([...entry.pairs, ["csrfmiddlewaretoken", token]]);
  const answer = await fetch(entry.address, { method: "POST", body, signal: AbortSignal.timeout(30000) });
  if (answer.status >= 500 || answer.status === 429) throw new Error("no answer");
  const page = await parsed(answer);
  const where = new URL(answer.url);
  if (where.pathname.startsWith("/account/")) return { state: "waiting" };
  const reasons = [...page.querySelectorAll(".nhsuk-error-summary__list > li")].map(words);
  if (answer.redirected && !reasons.length) {
    const said = words(page.querySelector(".nhsuk-notification-banner--success .nhsuk-notification-banner__content"));
    return { state: "sent", link: where.pathname, said };
  }
  return { state: "refused", reasons: reasons.length ? reasons : [words(page.querySelector("h1"))] };
}

let isLeaving = false;
let signedOut = false;

// One after the other, in the order in which they were saved; stops where the server cannot be reached.
async function sendAll() {
  for (let entry; !isLeaving && (entry = read().entries.find(isOpen)); ) {
    let result;
    try {
      const seen = await look();
      signedOut = seen.person !== me;
      if (signedOut) break;
      result = await post(entry, seen.token);
    } catch {
      break;
    }
    changeEntry(entry.key, result);
    if (result.state === "waiting") break;
    settleForm(entry.key, result);
  }
  show();
}

async function send() {
  if (isLeaving || !read().entries.some(isOpen)) return;
  if (!navigator.locks) await sendAll();
  else await navigator.locks.request("qi-unsent", { ifAvailable: true }, (lock) => lock && sendAll());
}

// The form that was kept still stands on this page: it goes once it has been sent, and comes back where it was refused.
function settleForm(key, result) {
  const form = keptForm();
  if (!form || keyOf(form) !== key) return;
  wake(form);
  if (result.state !== "sent") return;
  form.hidden = true;
  change((data) => delete data.drafts[addressOf(form)]);
}

// A form that is kept is put away, so that nobody types the next session over it.
let notice = null;
function rest(form) {
  wake(form);
  const place = template("rest");
  const [again, another] = place.querySelectorAll("button");
  again.addEventListener("click", () => wake(form));
  if (form.hasAttribute("data-another") && window.crypto?.randomUUID) {
    another.addEventListener("click", () => {
      form.reset();
      form.elements.form_key.value = crypto.randomUUID();
      wake(form);
      isFilling = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      isFilling = false;
      form.querySelector("input:not([type=hidden])").focus();
    });
  } else another.remove();
  notice = place.firstElementChild;
  form.before(place);
  form.hidden = true;
}
function wake(form) {
  notice?.remove();
  notice = null;
  form.hidden = false;
}

// --- what the person sees ---

const template = (name) => document.querySelector(`template[data-unsent-${name}]`).content.cloneNode(true);

function told(entry) {
  if (entry.state === "sent") return `${entry.label}: sent. ${entry.said}`;
  if (entry.state === "refused") return `${entry.label}: not saved. What you typed is kept.`;
  if (signedOut) return `${entry.label}: kept in this browser. You are signed out. Sign in again, and it is sent.`;
  return `${entry.label}: kept in this browser. It is sent as soon as there is a connection.`;
}

function line(entry) {
  const part = template("line");
  part.querySelector("[data-words]").textContent = told(entry);
  const reasons = part.querySelector("[data-reasons]");
  for (const reason of entry.reasons || []) reasons.append(Object.assign(document.createElement("li"), { textContent: reason }));
  if (!reasons.childNodes.length) reasons.remove();
  const typed = part.querySelector("[data-typed]");
  if (entry.state === "sent" || !entry.said_in?.length) typed.closest("details").remove();
  for (const [question, answer] of entry.said_in || []) {
    typed.append(Object.assign(document.createElement("dt"), { textContent: question }));
    typed.append(Object.assign(document.createElement("dd"), { textContent: answer }));
  }
  const open = part.querySelector("[data-open]");
  if (entry.state === "sent") open.href = entry.link;
  else if (entry.state === "refused") open.href = `${entry.address}${OPEN}${entry.key}`;
  else open.remove();
  if (entry.state === "sent") open.textContent = "Open the session";
  const button = part.querySelector("button");
  button.textContent = entry.state === "sent" ? "Hide" : "Throw it away";
  button.append(Object.assign(document.createElement("span"), { className: "nhsuk-u-visually-hidden", textContent: `: ${entry.label}` }));
  button.addEventListener("click", () => {
    if (entry.state !== "sent" && !window.confirm(`Throw away what you typed for ${entry.label}?`)) return;
    drop([entry.key]);
    const form = keptForm();
    if (form && keyOf(form) === entry.key && form.hidden && notice) {
      form.reset();
      wake(form);
    }
    show();
  });
  return part;
}

let opened = "";
function show() {
  const place = document.querySelector("[data-unsent]");
  const entries = read().entries.filter((entry) => entry.state !== "unsure" && entry.key !== opened);
  place.replaceChildren();
  if (!entries.length) return;
  const banner = template("banner");
  const title = banner.querySelector(".nhsuk-notification-banner__title");
  const left = entries.filter((entry) => entry.state !== "sent");
  title.textContent = left.length ? "Not sent yet" : "Sent";
  banner.querySelector("[data-lines]").append(...entries.map(line));
  place.append(banner);
  change((data) => data.entries.forEach((entry) => (entry.shown = entry.shown || entry.state === "sent")));
}

function tellBack(words) {
  const place = template("back");
  place.querySelector("[data-words]").textContent = words;
  const form = keptForm();
  place.querySelector("button").addEventListener("click", () => {
    change((data) => delete data.drafts[addressOf(form)]);
    drop([keyOf(form)]);
    isLeaving = true;
    location.replace(addressOf(form));
  });
  form.before(place);
}

// --- a form on this page ---

async function save(form) {
  const entry = {
    key: keyOf(form), address: addressOf(form), label: labelOf(form), pairs: pairsOf(form), said_in: saidIn(form),
    at: Date.now(), state: "waiting",
  };
  const kept = change((data) => {
    const place = data.entries.findIndex((each) => each.key === entry.key);
    if (place < 0) data.entries.push(entry);
    else data.entries[place] = entry;
    delete data.drafts[entry.address];
  });
  if (!kept) return form.submit();
  opened = "";
  let seen = null;
  try {
    seen = await look();
  } catch {
    // No connection: it waits.
  }
  signedOut = Boolean(seen) && seen.person !== me;
  const isOnly = read().entries.filter(isOpen).length === 1;
  if (seen && !signedOut && isOnly) {
    isLeaving = true;
    changeEntry(entry.key, { state: "unsure" });
    form.elements.csrfmiddlewaretoken.value = seen.token;
    return form.submit();
  }
  rest(form);
  if (seen && !signedOut) await send();
  show();
  lookUp();
}

function lookUp() {
  const place = document.querySelector("[data-unsent]");
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

function begin(form) {
  const address = addressOf(form);
  const isAnswer = "answer" in form.dataset || Boolean(document.querySelector(".nhsuk-error-summary"));
  const { drafts, entries } = read();
  const wanted = location.hash.startsWith(OPEN) && entries.find((each) => each.key === location.hash.slice(OPEN.length));
  if (isAnswer) drop(entries.filter((each) => each.state === "unsure" && each.address === address).map((each) => each.key));
  else if (wanted) {
    opened = wanted.key;
    fill(form, wanted.pairs);
    tellBack(`Not saved yet: ${wanted.reasons.join(". ")}`);
  } else if (drafts[address]) {
    fill(form, drafts[address].pairs);
    tellBack("What you typed before is back. It is not saved yet.");
  }
  const draft = () => change((data) => (data.drafts[address] = { key: keyOf(form), pairs: pairsOf(form), at: Date.now() }));
  if (isAnswer) draft();
  form.addEventListener("input", () => isFilling || opened || draft());
  if (!form.dataset.keep) return;
  let isSaving = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSaving) return;
    isSaving = true;
    await save(form);
    isSaving = false;
  });
}

// --- this page ---

// What the server has said of a form on the page before, and what is too old for anybody to come back for.
function settle() {
  const sent = [...document.querySelectorAll("[data-sent]")].map((each) => each.dataset.sent);
  const seen = read().entries.filter((each) => each.state === "sent" && each.shown).map((each) => each.key);
  drop([...sent, ...seen]);
  const oldest = Date.now() - DAYS * 86400000;
  for (const place of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    change((data) => {
      data.entries = data.entries.filter((each) => each.at > oldest);
      for (const [address, draft] of Object.entries(data.drafts)) if (draft.at < oldest) delete data.drafts[address];
    }, place);
  }
}

if (me) {
  settle();
  if (keptForm()) begin(keptForm());
  // Sent by the browser itself, and no page has said what became of it: sent once more, which counts once.
  change((data) => data.entries.forEach((each) => each.state === "unsure" && (each.state = "waiting")));
  show();
  send();
  addEventListener("online", () => {
    show();
    send();
  });
  addEventListener("storage", (event) => event.key === PREFIX + me && show());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  setInterval(send, 30000);
  // A form that is not kept: without a connection the browser would leave the page, and what was typed with it.
  const tellNoConnection = () => {
    const banner = template("banner");
    const said = "There is no connection. Nothing was sent, and what you typed is still here. Try again once there is one.";
    banner.querySelector("[data-lines]").replaceWith(Object.assign(document.createElement("p"), { textContent: said }));
    document.querySelector("[data-unsent]").replaceChildren(banner);
    lookUp();
  };
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    if (!navigator.onLine) {
      event.preventDefault();
      return tellNoConnection();
    }
    if (new URL(event.target.action, location.href).pathname !== "/account/logout/") return;
    const left = read().entries.filter((entry) => entry.state !== "sent").length;
    const asked = `${left === 1 ? "1 session has" : `${left} sessions have`} not been sent yet. Sign out, and what you typed is lost?`;
    if (left && !window.confirm(asked)) event.preventDefault();
    else localStorage.removeItem(PREFIX + me);
  });
}
