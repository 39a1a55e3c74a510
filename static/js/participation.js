// The switches while a press is on its way: the place pressed pulses until the server has answered, and a press that
// did not arrive says so on its row, with a way to try again. Without this file every press is a form that is sent.

const rowOf = (form) => document.getElementById(form?.dataset.press ?? "");
const formOf = (event) => event.detail?.ctx?.sourceElement?.closest?.("form[data-press]");

function settle(form) {
  for (const group of rowOf(form)?.querySelectorAll("[data-sending]") ?? []) {
    group.removeAttribute("data-sending");
    group.removeAttribute("aria-busy");
    for (const button of group.querySelectorAll("[data-aim]")) button.removeAttribute("data-aim");
  }
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const group = button?.closest(".grid .answer");
  if (!group || !event.target.matches("form[data-press]")) return;
  group.setAttribute("data-sending", "");
  group.setAttribute("aria-busy", "true");
  button.setAttribute("data-aim", "");
  rowOf(event.target)?.querySelector(".row-problem")?.remove();
});

function explain(form, words) {
  const row = rowOf(form);
  const place = row?.querySelector(".meta");
  if (!place) return;
  const pressed = row.querySelector("[data-aim]");
  settle(form);
  row.querySelector(".row-problem")?.remove();
  const line = document.createElement("p");
  line.className = "row-problem";
  line.setAttribute("role", "alert");
  line.append(words);
  if (pressed) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "btn btn-s";
    again.textContent = "Try again";
    again.addEventListener("click", () => {
      line.remove();
      pressed.click();
    });
    line.append(again);
  }
  place.append(line);
}

document.addEventListener("htmx:error", (event) => {
  const form = formOf(event);
  if (form) explain(form, "Not saved: we could not reach the site.");
});

document.addEventListener("htmx:response:error", (event) => {
  const form = formOf(event);
  const status = event.detail?.ctx?.response?.status;
  if (form && (status >= 500 || status === 429 || status === 404)) explain(form, "Not saved.");
});

document.addEventListener("htmx:after:request", (event) => {
  const form = formOf(event);
  if (form && event.detail?.ctx?.response?.status < 400) settle(form);
});

// A dialog that a press opened is gone from the page when it is closed, so that the next one starts afresh.
document.addEventListener("close", (event) => {
  if (event.target.matches?.("#dialog > dialog")) event.target.remove();
}, true);
