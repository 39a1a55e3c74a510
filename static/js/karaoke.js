// Levels by one press: fans/results/karaoke.html. The sliders of the player stay what counts, and the presses follow them.

function sliders(group) {
  return [...document.getElementById(group.dataset.levelsOf).querySelectorAll("[data-loud]")];
}

function show(group) {
  const now = sliders(group).map((slider) => slider.value).join(" ");
  for (const button of group.querySelectorAll("[data-levels]")) button.setAttribute("aria-pressed", String(button.dataset.levels === now));
}

function wire(group) {
  group.dataset.on = "";
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-levels]");
    if (!button) return;
    button.dataset.levels.split(" ").forEach((level, place) => {
      const slider = sliders(group)[place];
      slider.value = level;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    });
    show(group);
  });
  document.getElementById(group.dataset.levelsOf).addEventListener("input", () => show(group));
}

for (const group of document.querySelectorAll("[data-levels-of]:not([data-on])")) wire(group);
