"use strict";

// Leaving at once. Everything else on this site works without script.
(() => {
  const link = document.getElementById("leave");
  if (!link) return;
  const WITHIN = 5000; // milliseconds for all three
  let presses = [];
  let isAlone = false;
  let hasLeft = false;

  const leave = () => {
    hasLeft = true;
    document.body.hidden = true; // from sight and from screen readers, before anything is asked of the network
    document.documentElement.classList.add("left");
    document.title = "\u00a0";
    for (const one of document.querySelectorAll("input, textarea, select")) {
      if (one.type === "checkbox" || one.type === "radio") one.checked = false;
      else one.value = "";
    }
    location.replace(link.href); // this page is not kept as the one to go back to; those before it are
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Shift three times, alone: never Alt+Shift or Ctrl+Shift, which change the keyboard's language. Escape is left alone.
  addEventListener("keydown", (event) => {
    if (event.key === "Shift" && !event.altKey && !event.ctrlKey && !event.metaKey) {
      isAlone = true;
    } else {
      isAlone = false;
      presses = [];
    }
  });
  addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !isAlone) return;
    isAlone = false;
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < WITHIN), now];
    if (presses.length === 3) leave();
  });
  addEventListener("pointerdown", () => {
    presses = [];
    isAlone = false;
  });

  // A page that a browser kept alive is asked for again: after leaving, her session is over and it shows nothing.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    if (hasLeft) location.replace(link.href);
    else location.reload();
  });
})();
