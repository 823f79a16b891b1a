"use strict";

// Keeps what she writes in a form of a case, sealed on the server, when she pauses. The form works without this file: then
// the button "Keep for now" does it. Nothing is stored in the browser.
(() => {
  const form = document.querySelector("form[data-keep]");
  const line = document.getElementById("kept");
  if (!form || !line) return;
  const PAUSE = 3000; // milliseconds without a key
  let timer = 0;
  let leaving = false;

  const keep = async () => {
    if (leaving) return;
    const sent = new URLSearchParams(new FormData(form));
    sent.set("keep", "script");
    let kept = false;
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: sent, redirect: "error" });
      kept = answer.status === 204;
    } catch {
      kept = false;
    }
    if (leaving) return;
    line.textContent = kept ? line.dataset.kept : line.dataset.lost;
    line.hidden = false;
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
  });
})();
