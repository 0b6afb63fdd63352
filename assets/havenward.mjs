// Everything a page does with JavaScript; every page works without it.
import { initAll } from "./govuk-frontend.js";

// GOV.UK Frontend looks for these before it hides what it will reveal. A browser
// that runs this module is one that it supports.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// GOV.UK Frontend puts aria-expanded on radios that reveal a question, which ARIA
// does not allow there; what is revealed follows its radio in the page and is read
// next. This listens above GOV.UK's own listeners, so it comes after them.
function dropExpanded() {
  for (const radio of document.querySelectorAll('[type="radio"][aria-expanded]')) {
    radio.removeAttribute("aria-expanded");
  }
}
dropExpanded();
document.addEventListener("click", dropExpanded);
window.addEventListener("pageshow", dropExpanded);

// A page that somebody may have to hide is not kept for the back button.
if (document.querySelector('[data-module="govuk-exit-this-page"]')) {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}

// Print buttons are there only where printing can be asked for.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
