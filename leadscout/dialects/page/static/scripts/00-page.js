// What a page cannot do by links and forms alone. Everything here is a convenience: without it all still works.
"use strict";

const field = (element) => element.matches("input, textarea, select, [contenteditable]");

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copied]");
  if (copy) {
    const { copy: id, link } = copy.dataset;
    const text = link ? new URL(link, location).href : document.getElementById(id).innerText.trim();
    await navigator.clipboard.writeText(text);
    tell(copy.dataset.copied);
  }
  if (event.target.closest("[data-reload]")) location.reload();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !field(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const first = document.querySelector("[data-first]");
    if (first) {
      event.preventDefault();
      first.focus();
    }
  }
  if (event.key === "Escape") {
    const menu = event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!event.defaultPrevented) document.querySelector("[data-close]")?.click();
  }
});

function tell(sentence) {
  const toast = document.getElementById("toast");
  toast.textContent = sentence;
  setTimeout(() => { if (toast.textContent === sentence) toast.textContent = ""; }, 4000);
}

// A server that is away is said, not swallowed; what was shown stays.
document.addEventListener("htmx:error", () => { document.getElementById("away").hidden = false; });
document.addEventListener("htmx:before:response", () => { document.getElementById("away").hidden = true; });
document.addEventListener("htmx:before:request", () => document.getElementById("main").setAttribute("aria-busy", "true"));
for (const over of ["htmx:finally:request", "htmx:after:settle"]) {
  document.addEventListener(over, () => document.getElementById("main").removeAttribute("aria-busy"));
}

// Where the views do not fit, the one that is open is in sight.
document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

// Whoever must wait sees for how long.
for (const seconds of document.querySelectorAll("[data-countdown]")) {
  const counting = setInterval(() => {
    seconds.textContent = Math.max(0, seconds.textContent - 1);
    if (seconds.textContent === "0") clearInterval(counting);
  }, 1000);
}
