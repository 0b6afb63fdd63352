// Everything a page does with JavaScript; every page works without it.
import { initAll } from "./govuk-frontend.js";

// GOV.UK Frontend looks for these before it hides what it will reveal. A browser
// that runs this module is one that it supports.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

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
