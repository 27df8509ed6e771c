// Filters that propose values, fields that are sent only where something is in them, and the drawer's focus.
"use strict";

document.documentElement.classList.add("js");
function fold() {
  const filters = document.getElementById("filters");
  if (filters && matchMedia("(max-width: 900px)").matches) filters.open = false;
}
fold();

// One list of proposals for all fields, outside of what is swapped. The server makes its options.
const list = document.createElement("ul");
list.id = "suggestions";
list.setAttribute("role", "listbox");
list.hidden = true;
(document.querySelector("header.top") ?? document.body).append(list); // in a landmark, and not swapped
let waiting = 0;
let asking = null;

const options = () => [...list.children];

function unfold(input, open) {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  input.removeAttribute("aria-activedescendant");
  if (!open) return;
  const place = input.getBoundingClientRect();
  const above = innerHeight - place.bottom < 320 && place.top > innerHeight - place.bottom;
  Object.assign(list.style, {
    left: `${place.left}px`,
    width: `${place.width}px`,
    top: above ? "auto" : `${place.bottom + 4}px`,
    bottom: above ? `${innerHeight - place.top + 4}px` : "auto",
  });
}

async function propose(input) {
  asking?.abort();
  asking = new AbortController();
  const query = new URLSearchParams({ filter: input.name, [input.name]: input.value });
  try {
    const answer = await fetch(`/search/values?${query}`, { signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    list.innerHTML = await answer.text();
    unfold(input, list.children.length > 0 && document.activeElement === input);
  } catch (error) {
    if (error.name !== "AbortError") document.dispatchEvent(new CustomEvent("htmx:error"));
  }
}

function choose(input, option) {
  input.value = option.dataset.value;
  unfold(input, false);
  input.form.requestSubmit();
}

const suggesting = (event) => event.target.closest?.("[data-suggest]");

document.addEventListener("focusin", (event) => {
  const input = suggesting(event);
  if (!input || input.role === "combobox") return;
  const about = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(about)) input.setAttribute(name, value);
});

document.addEventListener("input", (event) => {
  const input = suggesting(event);
  if (!input) return;
  clearTimeout(waiting);
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  if (input.value.trim()) waiting = setTimeout(propose, 150, input);
  else unfold(input, false);
});

document.addEventListener("keydown", (event) => {
  const input = suggesting(event);
  if (!input) return;
  const all = options();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
    event.preventDefault();
    unfold(input, true);
    const next = all.at(event.key === "ArrowDown" ? (at + 1) % all.length : at < 1 ? -1 : at - 1);
    for (const one of all) one.setAttribute("aria-selected", String(one === next));
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  } else if (event.key === "Enter") {
    clearTimeout(waiting);
    if (at < 0 || list.hidden) return;
    event.preventDefault();
    choose(input, all[at]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    unfold(input, false);
  }
}, true);

list.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  event.preventDefault();
  choose(document.activeElement, option);
});

document.addEventListener("focusout", (event) => { if (suggesting(event)) unfold(event.target, false); });
document.addEventListener("scroll", () => { list.hidden = true; }, { capture: true, passive: true });

// What is empty is not sent; what was sent is a chip now.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== "search") return;
  const left = [...ctx.request.body].filter(([, value]) => value.trim());
  ctx.request.body = new FormData();
  for (const [name, value] of left) ctx.request.body.append(name, value);
});

// The event is of what was put in place: what was clicked may be gone by then.
document.addEventListener("htmx:after:settle", ({ detail: { task } }) => {
  const source = task.sourceElement;
  const drawer = document.getElementById("drawer");
  if (source === document.body) fold(); // the Back button
  else if (source.dataset.back !== undefined) document.getElementById(source.dataset.back)?.focus();
  else if (source.matches(".who") && drawer && !drawer.hidden) drawer.focus();
  else if (source.id === "search") for (const input of source.elements) if (input.type === "text") input.value = "";
});
