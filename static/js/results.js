// What came of a making: jumps to a pick of a mix, marks the one that plays, and sends by the phone's own sheet.
// Without this file a jump opens the sound at that moment, and sending opens a mail.

if (!window.resultsOn) {
  window.resultsOn = true;

  document.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-jump]");
    const player = jump && document.getElementById(jump.dataset.of)?.player;
    if (player) {
      event.preventDefault();
      player.seek(Number(jump.dataset.jump));
      player.play();
    }
    const share = event.target.closest("[data-share]");
    if (share && navigator.share) {
      event.preventDefault();
      navigator.share({ url: share.dataset.share, title: document.title }).catch(() => {});
    }
  });

  document.addEventListener("player:time", (event) => {
    const jumps = [...document.querySelectorAll(`[data-jump][data-of="${event.target.id}"]`)];
    const now = event.detail.playing ? jumps.filter((jump) => Number(jump.dataset.jump) <= event.detail.time).at(-1) : null;
    for (const jump of jumps) jump.closest("li").toggleAttribute("data-now", jump === now);
  });
}
