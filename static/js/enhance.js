// Makes working pages nicer. Every page works without it.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("nhsuk-frontend-supported");
import("../nhsuk/nhsuk-frontend.min.js");

// The sentence that says what the minutes count as, under the log form.
const sentence = document.querySelector("[data-hours]");
if (sentence) {
  const form = sentence.closest("form");
  const hours = (minutes) => {
    const value = minutes / 60;
    return Number.isInteger(value * 10) ? value.toFixed(1) : value.toFixed(2);
  };
  const count = (name) => form.querySelectorAll(`[name="${name}"]:checked`).length;
  const say = () => {
    const minutes = Number(form.elements.minutes.value);
    const coaches = count("coaches");
    const teams = count("teams");
    if (!(minutes > 0) || !coaches || !teams) return;
    sentence.textContent =
      `This counts as ${hours(minutes)} hours delivered, ${hours(minutes * coaches)} hours of coaches’ time` +
      ` and ${hours(minutes / teams)} hours for ${teams === 1 ? "the" : "each"} ward.`;
  };
  form.addEventListener("input", say);
  say();
}

// “Listen” appears only where the browser can speak.
const listen = document.querySelector("[data-listen]");
if (listen && "speechSynthesis" in window) {
  listen.hidden = false;
  listen.addEventListener("click", () => {
    const words = [...document.querySelectorAll("[data-say]")].map((part) => part.textContent.trim()).join(". ");
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(new SpeechSynthesisUtterance(words));
  });
}
