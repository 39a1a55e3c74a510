// The example on the landing page: a press repaints the switch, the map and the numbers. Nothing is sent anywhere.
const form = document.querySelector("#trial-form");
const map = document.querySelector(".stage .map");
const said = document.querySelector("#trial-said");
const undo = document.querySelector("#trial-undo");
const WORDS = { on: "on", ask: "ask first", off: "off" };
const VERDICTS = { on: "allow", ask: "ask", off: "deny" };
let back = null;

for (const button of form.querySelectorAll(".answer button")) button.disabled = false;

function paint(group, answer) {
  group.dataset.answer = answer;
  for (const button of group.querySelectorAll("button")) {
    const pressed = button.value === answer;
    button.setAttribute("aria-pressed", String(pressed));
    button.tabIndex = pressed ? 0 : -1;
  }
  const block = map.querySelector(`[data-column="${group.dataset.column}"] .use-${group.dataset.use}`);
  block?.classList.toggle("on", answer === "on");
  block?.classList.toggle("ask", answer === "ask");
  const number = document.querySelector(`.stage .key.use-${group.dataset.use} b`);
  if (number) number.textContent = map.querySelectorAll(`rect.use-${group.dataset.use}.on`).length;
}

function say(group, answer) {
  const verdict = VERDICTS[answer];
  const what = group.getAttribute("aria-label").split(": ");
  said.textContent = `${what[0]} is ${WORDS[answer]} for ${what[1]}, on this page only. The next check says ${verdict}: ${said.dataset[verdict]}`;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  const group = button?.closest(".answer");
  if (!group || group.dataset.answer === button.value) return;
  if (group.dataset.use === "train" && button.value === "on") {
    said.textContent = "A yes to training opens a review first, because a model cannot forget. Here it stays as it is: nobody can train on an example.";
    undo.hidden = true;
    return;
  }
  back = { group, answer: group.dataset.answer };
  paint(group, button.value);
  say(group, button.value);
  undo.hidden = false;
});

undo.addEventListener("click", () => {
  if (!back) return;
  paint(back.group, back.answer);
  say(back.group, back.answer);
  back.group.querySelector("[aria-pressed=true]").focus();
  back = null;
  undo.hidden = true;
});
