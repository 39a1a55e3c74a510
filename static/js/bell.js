// The bell asks for its count every half minute while the page is looked at, and at once when one comes back to it.

const EVERY = 30_000;
let last = Date.now();

function look() {
  if (document.visibilityState !== "visible" || !navigator.onLine) return;
  last = Date.now();
  document.getElementById("bell")?.dispatchEvent(new CustomEvent("bell:look"));
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", () => {
  if (Date.now() - last > EVERY) look();
});
