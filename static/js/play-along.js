// The piano roll that follows its player, and the part that is played again: fans/results/play_along.html.
// The drawing is the server's; this scrolls it, marks what sounds, and tells the player (static/js/player.js) to jump.

const LEAD = 0.3; // how far into the view the moment is kept that is being played
const SHORTEST = 0.5; // seconds of a part
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function clock(seconds) {
  const tenths = Math.floor(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

class Roll {
  constructor(element, playing) {
    this.element = element;
    this.playing = playing;
    this.find = (selector) => element.querySelector(selector);
    this.view = this.find("[data-view]");
    this.second = Number(element.dataset.second);
    this.names = element.dataset.names.split(",");
    const lane = Number(element.dataset.lane);
    this.notes = [...element.querySelectorAll("[data-hand] rect")]
      .map((bar) => ({ bar, from: Number(bar.getAttribute("x")), to: Number(bar.getAttribute("x")) + Number(bar.getAttribute("width")), row: Math.round(Number(bar.getAttribute("y")) / lane) }))
      .sort((one, other) => one.from - other.from);
    this.longest = Math.max(...this.notes.map((note) => note.to - note.from));
    this.sounding = new Set();
    this.part = { from: null, to: null, on: false };
    this.listen();
  }

  listen() {
    this.playing.addEventListener("player:time", (event) => this.follow(event.detail));
    this.find("[data-drawing]").addEventListener("click", (event) => this.playing.player.seek((event.clientX - event.currentTarget.getBoundingClientRect().left) / this.second));
    for (const button of this.element.querySelectorAll("[data-loop]")) button.addEventListener("click", () => this.mark(button.dataset.loop));
  }

  follow({ time, duration, playing }) {
    const { from, to, on } = this.part;
    if (on && playing && (time >= to || time < from - 0.5)) return this.playing.player.seek(from);
    this.duration = duration;
    const x = time * this.second;
    const head = this.find("[data-playhead]");
    head.setAttribute("x1", String(x));
    head.setAttribute("x2", String(x));
    this.scroll(x, playing);
    this.light(x, playing);
  }

  scroll(x, playing) {
    const { clientWidth, scrollLeft } = this.view;
    const seen = x >= scrollLeft && x <= scrollLeft + clientWidth * 0.9;
    if (calm.matches || !playing) {
      if (!seen) this.view.scrollLeft = x - clientWidth * 0.1; // a page at a time, and wherever one jumps to
    } else this.view.scrollLeft = x - clientWidth * LEAD;
  }

  light(x, playing) {
    const now = new Set();
    let low = 0;
    let high = this.notes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.notes[middle].from < x - this.longest) low = middle + 1;
      else high = middle;
    }
    for (let place = low; place < this.notes.length && this.notes[place].from <= x; place += 1) if (playing && this.notes[place].to > x) now.add(this.notes[place]);
    for (const note of this.sounding) if (!now.has(note)) note.bar.classList.remove("on");
    for (const note of now) if (!this.sounding.has(note)) note.bar.classList.add("on");
    const rows = [...new Set([...now].map((note) => note.row))].sort((one, other) => other - one);
    const said = rows.map((row) => this.names[row]).join("  ");
    if (said !== this.said) this.find("[data-sounding]").textContent = this.said = said;
    this.sounding = now;
  }

  mark(what) {
    const at = this.playing.player.time;
    const part = this.part;
    if (what === "from") {
      part.from = at;
      if (part.to !== null && part.to < at + SHORTEST) part.to = null;
    } else if (what === "to") {
      part.to = at;
      part.from ??= 0;
      if (part.from > at - SHORTEST) part.from = Math.max(0, at - SHORTEST);
    } else part.on = !part.on;
    const whole = part.from !== null && part.to !== null;
    if (what !== "on") part.on = whole; // who marks both ends wants to hear it again
    this.show(whole);
  }

  show(whole) {
    const { from, to, on } = this.part;
    const button = this.find('[data-loop="on"]');
    button.disabled = !whole;
    button.setAttribute("aria-pressed", String(on));
    const drawn = this.find("[data-loop-drawn]");
    drawn.setAttribute("x", String((from ?? 0) * this.second));
    drawn.setAttribute("width", String(from === null ? 0 : Math.max(2, ((to ?? from) - from) * this.second)));
    drawn.classList.toggle("on", on);
    const end = to === null ? "now mark where it ends" : `to ${clock(to)}${on ? ", again and again" : ""}`;
    this.find("[data-loop-said]").textContent = `From ${clock(from ?? 0)} ${to === null ? "on: " : ""}${end}.`;
  }
}

for (const element of document.querySelectorAll("[data-roll]")) {
  const playing = document.getElementById(element.dataset.follows);
  if (playing?.player) element.roll = new Roll(element, playing);
}
