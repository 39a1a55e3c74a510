// The inbox: the list stays where the open request is, and ticked rows are marked.

const current = document.querySelector(".rq a[aria-current]");
const list = document.querySelector(".inbox-scroll");

if (current && list && list.scrollHeight > list.clientHeight) {
  const row = current.closest(".rq");
  list.scrollTop = Math.max(0, row.offsetTop - list.clientHeight / 3);
}

document.addEventListener("change", (event) => {
  event.target.closest(".rq")?.toggleAttribute("data-selected", event.target.checked);
});

for (const box of document.querySelectorAll(".rq input:checked")) box.closest(".rq").toggleAttribute("data-selected", true);

// The snooze menu's own keys: opened, its first line has the focus.
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details[data-menu]") && event.target.open) event.target.querySelector(".snooze button")?.focus();
}, true);
