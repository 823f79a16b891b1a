"use strict";

// The staff door works without this file. It blurs a page that nobody touches, warns before the session ends, and
// puts a phrase into an answer.
(() => {
  const page = document.documentElement;
  const cover = document.getElementById("idle");
  const soon = document.getElementById("soon");
  if (cover) {
    const IDLE = 60000; // milliseconds
    let timer = 0;
    const blur = () => {
      page.classList.add("idle");
      cover.hidden = false;
    };
    const wake = () => {
      clearTimeout(timer);
      timer = setTimeout(blur, IDLE);
      if (cover.hidden) return;
      page.classList.remove("idle");
      cover.hidden = true;
    };
    for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "input"]) {
      addEventListener(kind, wake, { passive: true });
    }
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) blur();
    });
    wake();
  }
  if (soon) setTimeout(() => { soon.hidden = false; }, 13 * 60000);

  const answer = document.getElementById("id_words");
  for (const button of document.querySelectorAll("button[data-phrase]")) {
    button.hidden = !answer;
    button.addEventListener("click", () => {
      const words = document.getElementById(button.dataset.phrase).textContent;
      const before = answer.value.slice(0, answer.selectionStart);
      const gap = before && !before.endsWith("\n") ? "\n\n" : "";
      answer.setRangeText(gap + words, answer.selectionStart, answer.selectionEnd, "end");
      answer.focus();
    });
  }

  // A page that the browser kept alive is asked for again: after signing out it leads to the sign-in.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    location.reload();
  });
})();
