// Hearing a sound, or several together: components/player.html. The browser's own controls work without this file.
//
// For pages that follow the playback: the element of a player sends `player:time` (detail: time, duration, playing,
// rate) about sixty times a second while it plays and once after each jump, and carries `player`, with `play()`,
// `pause()`, `seek(seconds)`, `time` and `playing`. It never begins by itself.

const STEP = 5;
const LEAP = 15;
const APART = 0.25; // seconds by which two parts may differ before one jumps; under it, it only runs a little faster
const players = new Set();
let loudness; // of Web Audio: on an iPhone an element's own volume cannot be changed

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function spoken(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  return `${minutes ? `${minutes} min ` : ""}${whole % 60} s`;
}

class Player {
  constructor(element) {
    this.element = element;
    this.find = (selector) => element.querySelector(selector);
    this.audios = [...element.querySelectorAll("audio")];
    this.leader = this.audios[0];
    this.rate = 1;
    this.playing = false;
    this.gains = new Map();
    this.seekbar = this.find("[data-seek]");
    this.past = this.find("[data-past]");
    this.width = Number(this.find("[data-seek] svg").viewBox.baseVal.width);
    this.show();
    this.listen();
    this.draw();
  }

  get time() {
    return this.leader.currentTime || 0;
  }

  get duration() {
    return Number.isFinite(this.leader.duration) && this.leader.duration > 0 ? this.leader.duration : Number(this.element.dataset.seconds) || 0;
  }

  show() {
    this.element.dataset.on = "";
    for (const hidden of this.element.querySelectorAll("[data-play], [data-now], [data-of], [data-with-script]")) hidden.hidden = false;
    this.name = this.element.dataset.title;
    Object.entries({ role: "slider", tabindex: "0", "aria-label": `Position in ${this.name}`, "aria-valuemin": "0", "aria-valuemax": String(Math.round(this.duration)) }).forEach(([name, value]) => this.seekbar.setAttribute(name, value));
    for (const audio of this.audios) {
      audio.controls = false;
      audio.preservesPitch = true;
    }
  }

  listen() {
    this.find("[data-play]").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.find("[data-again]").addEventListener("click", () => this.again());
    this.seekbar.addEventListener("keydown", (event) => this.onKey(event));
    this.seekbar.addEventListener("pointerdown", (event) => this.onPointer(event));
    this.seekbar.addEventListener("pointermove", (event) => this.dragging && this.jumpTo(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) this.seekbar.addEventListener(end, () => (this.dragging = false));
    this.element.addEventListener("input", (event) => {
      if (event.target.matches("[data-loud]")) this.setLevel(event.target);
    });
    this.element.addEventListener("change", (event) => {
      if (event.target.matches("[data-speed]")) this.setRate(Number(event.target.value));
    });
    for (const audio of this.audios) {
      audio.volume = Number(audio.dataset.level) / 100;
      audio.addEventListener("waiting", () => this.stall(audio));
      audio.addEventListener("playing", () => this.carryOn());
      audio.addEventListener("canplay", () => this.carryOn());
      audio.addEventListener("error", () => this.fail());
    }
    this.leader.addEventListener("ended", () => this.finish());
    this.leader.addEventListener("durationchange", () => this.draw());
    this.leader.addEventListener("seeked", () => this.draw());
    // The phone's own buttons, or another page, may stop it: the page says what is so.
    this.leader.addEventListener("pause", () => this.playing && !this.stalled && this.leader.paused && !this.leader.ended && this.pause());
  }

  async play() {
    for (const other of players) if (other !== this) other.pause();
    this.find("[data-error]").hidden = true;
    this.mix();
    for (const audio of this.audios) audio.preload = "auto";
    this.align();
    this.mark(true);
    this.element.toggleAttribute("data-waiting", this.leader.readyState < 3);
    this.announce();
    try {
      await Promise.all(this.audios.map((audio) => audio.play()));
    } catch (error) {
      if (error.name !== "AbortError") return this.fail(); // aborted: one part waits for another, and goes on with it
    }
    this.follow();
  }

  pause() {
    this.mark(false);
    this.stalled = null;
    this.element.removeAttribute("data-waiting");
    for (const audio of this.audios) audio.pause();
    this.draw();
  }

  finish() {
    this.pause();
    this.seek(0);
  }

  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), Math.max(0, this.duration - 0.05));
    for (const audio of this.audios) audio.currentTime = to;
    this.draw(to);
  }

  mark(playing) {
    this.playing = playing;
    this.element.toggleAttribute("data-playing", playing);
    this.find("[data-play]").setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${this.name}`);
  }

  // One part waits for its bytes: the others wait with it, or they would run apart.
  stall(audio) {
    if (!this.playing) return;
    this.stalled = audio;
    this.element.setAttribute("data-waiting", "");
    for (const other of this.audios) if (other !== audio) other.pause();
  }

  carryOn() {
    if (this.audios.some((audio) => audio.readyState < 3)) return;
    this.element.removeAttribute("data-waiting");
    if (!this.playing || !this.stalled) return;
    this.stalled = null;
    this.align();
    for (const audio of this.audios) audio.play().catch(() => this.fail());
  }

  align() {
    // Less is made up for by running faster: a jump makes a part wait for bytes again, and all others with it.
    for (const audio of this.audios.slice(1)) if (Math.abs(audio.currentTime - this.time) > APART) audio.currentTime = this.time;
  }

  // By rate, not by jumps, and seldom: each change of the rate costs the browser a moment of its own.
  keepTogether() {
    for (const audio of this.audios.slice(1)) {
      const ahead = audio.currentTime - this.time;
      const late = this.together?.get(audio) ?? 0;
      const smooth = late + (ahead - late) * 0.1; // a single reading is wrong by some milliseconds
      (this.together ??= new Map()).set(audio, smooth);
      if (Math.abs(ahead) > APART) audio.currentTime = this.time;
      const wanted = Math.abs(smooth) > 0.03 ? this.rate * (smooth > 0 ? 0.97 : 1.03) : Math.abs(smooth) < 0.008 ? this.rate : audio.playbackRate;
      if (audio.playbackRate !== wanted) audio.playbackRate = wanted;
    }
  }

  follow() {
    if (!this.playing) return;
    if (!this.stalled) this.keepTogether();
    this.draw();
    requestAnimationFrame(() => this.follow());
  }

  draw(time = this.time) {
    const duration = this.duration;
    this.past.setAttribute("width", String(duration ? (this.width * Math.min(time, duration)) / duration : 0));
    const said = Math.floor(time);
    if (said !== this.said) {
      this.said = said;
      this.find("[data-now]").textContent = clock(time);
      this.seekbar.setAttribute("aria-valuenow", String(said));
      this.seekbar.setAttribute("aria-valuetext", `${spoken(time)} of ${spoken(duration)}`);
    }
    this.element.dispatchEvent(new CustomEvent("player:time", { bubbles: true, detail: { time, duration, playing: this.playing, rate: this.rate } }));
  }

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowRight: this.time + STEP, ArrowUp: this.time + STEP, ArrowLeft: this.time - STEP, ArrowDown: this.time - STEP, PageUp: this.time + LEAP, PageDown: this.time - LEAP, Home: 0, End: this.duration }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.seek(to);
  }

  onPointer(event) {
    if (event.button) return;
    this.dragging = true;
    this.seekbar.setPointerCapture(event.pointerId);
    this.jumpTo(event);
  }

  jumpTo(event) {
    const box = this.seekbar.getBoundingClientRect();
    this.seek(((event.clientX - box.left) / box.width) * this.duration);
  }

  setRate(rate) {
    this.rate = rate;
    for (const audio of this.audios) {
      audio.defaultPlaybackRate = rate;
      audio.playbackRate = rate;
    }
    this.draw();
  }

  setLevel(input) {
    const part = input.closest("[data-part]");
    const audio = part.querySelector("audio");
    const level = Number(input.value) / 100;
    part.querySelector("output").value = `${input.value}%`;
    input.setAttribute("aria-valuetext", `${input.value} percent`);
    const gain = this.gains.get(audio);
    if (gain) gain.gain.value = level;
    else audio.volume = level;
  }

  // Levels through Web Audio, where an element's own volume stays at full whatever one sets.
  mix() {
    if (this.audios.length < 2 || !window.AudioContext) return;
    const probe = document.createElement("audio");
    probe.volume = 0.5;
    if (probe.volume === 0.5) return;
    loudness ??= new AudioContext();
    loudness.resume();
    for (const audio of this.audios) {
      if (this.gains.has(audio)) continue;
      const gain = loudness.createGain();
      loudness.createMediaElementSource(audio).connect(gain).connect(loudness.destination);
      gain.gain.value = Number(audio.closest("[data-part]").querySelector("[data-loud]").value) / 100;
      this.gains.set(audio, gain);
    }
  }

  announce() {
    if ("mediaSession" in navigator) navigator.mediaSession.metadata = new MediaMetadata({ title: this.name, artist: "Soundcheck" });
  }

  fail() {
    this.pause();
    this.find("[data-error]").hidden = false;
  }

  // An address runs out after some hours: then the page gives a new one.
  async again() {
    const at = this.time;
    try {
      const answer = await fetch(this.leader.currentSrc || this.leader.src, { method: "HEAD" });
      if (answer.status === 404 || answer.status === 410) return void location.reload();
    } catch {
      return; // still not there: what is said stays
    }
    this.find("[data-error]").hidden = true;
    for (const audio of this.audios) audio.load();
    if (at) this.leader.addEventListener("loadedmetadata", () => this.seek(at), { once: true });
    this.find("[data-play]").focus();
    this.play();
  }
}

function wire() {
  for (const player of players) if (!player.element.isConnected) {
    player.pause();
    players.delete(player);
  }
  for (const element of document.querySelectorAll("[data-player]:not([data-on])")) {
    element.player = new Player(element);
    players.add(element.player);
  }
}

wire();
document.addEventListener("htmx:after:swap", wire);
