// Files: sent as they are, with their progress; small ones put into a field. Without this, forms do it.
"use strict";

for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;

for (const input of document.querySelectorAll("input[data-into]")) {
  input.addEventListener("change", async () => {
    if (input.files[0]) document.getElementById(input.dataset.into).value = await input.files[0].text();
  });
}

for (const form of document.querySelectorAll("form[data-send]")) {
  const input = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files[0]) send(form, input.files[0]);
  });
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files[0]) send(form, event.dataTransfer.files[0]);
  });
}

function send(form, file) {
  const [bar, fault, button] = ["progress", ".fault", "button"].map((name) => form.querySelector(name));
  const request = new XMLHttpRequest();  // fetch does not say how far a file is sent
  bar.hidden = false;
  fault.hidden = true;
  button.disabled = true;
  const failed = (sentence) => {
    bar.hidden = true;
    button.disabled = false;
    fault.textContent = sentence;
    fault.hidden = false;
  };
  request.upload.addEventListener("progress", (event) => { bar.max = event.total; bar.value = event.loaded; });
  request.upload.addEventListener("load", () => bar.removeAttribute("value"));
  request.addEventListener("error", () => failed(form.dataset.away));
  request.addEventListener("load", () => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    if (request.status === 201) location.assign(request.getResponseHeader("Location"));
    else failed([...page.querySelectorAll("#main .fault")].map((one) => one.textContent).filter(Boolean).join(" "));
  });
  request.open("POST", `${form.action}?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
}
