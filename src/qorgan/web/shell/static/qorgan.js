"use strict";

// Leaving at once. Everything else on this site works without script.
(() => {
  const link = document.getElementById("leave");
  if (!link) return;
  const WITHIN = 5000; // milliseconds for all three
  const PATIENCE = 4000; // milliseconds that the door has for its answer to leaving
  const page = document.documentElement;
  const isOpen = "open" in page.dataset; // her conversation, or her code, is on this page
  let presses = [];
  let isAlone = false;
  let hasLeft = false;

  // A browser writes down, for opening its windows again, all that was sent to get the page it shows. Now it holds that
  // this page was asked for, and not what was in the form.
  history.replaceState(null, "", location.href);

  const cover = () => {
    document.body.hidden = true; // from sight and from screen readers, before anything is asked of the network
    page.classList.add("left");
    document.title = "\u00a0";
    for (const one of document.querySelectorAll("input, textarea, select")) {
      if (one.type === "checkbox" || one.type === "radio") one.checked = false;
      else one.value = "";
    }
  };
  const turnAway = () => {
    cover();
    location.replace(link.dataset.weather);
  };
  const leave = () => {
    hasLeft = true;
    cover();
    location.replace(link.href); // this page is not kept as the one to go back to; those before it are
    setTimeout(turnAway, PATIENCE); // a slow door shall not keep her on its address
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

  // Nobody comes here by "back" from another site, except from the weather. Where a conversation is open, it may be she
  // herself, whose phone put the page away for a moment: then she is not sent from her code.
  const isBackFromElsewhere = () => {
    const { activation } = window.navigation ?? {};
    return !isOpen && !document.wasDiscarded && activation?.navigationType === "traverse" && !activation.from;
  };
  if (isBackFromElsewhere()) turnAway();

  // A page that a browser kept alive is asked for again: after leaving, her session is over and it shows nothing.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.body.hidden = true;
    if (hasLeft) location.replace(link.href);
    else if (isBackFromElsewhere()) turnAway();
    else location.reload();
  });

  // An open conversation that nobody touches goes from the screen; the door has closed it by then as well. Unsent words
  // stay, and so does a code that she has not said she kept: she could not get them back.
  const idle = Number(page.dataset.open) * 1000;
  let touched = Date.now();
  const look = () => {
    const isGoing = document.body.hidden; // asking again would only begin the weather anew on a slow line
    const hasUnsent = [...document.querySelectorAll("textarea")].some((one) => one.value !== "");
    if (!isGoing && !hasUnsent && Date.now() - touched >= idle) turnAway();
  };
  if (idle) {
    for (const kind of ["keydown", "pointerdown", "scroll", "input"]) {
      addEventListener(kind, () => (touched = Date.now()), { passive: true });
    }
    document.addEventListener("visibilitychange", look); // timers sleep with the phone
    setInterval(look, 5000);
  }
})();

// Sending over a broken line would lose her words to the browser's own page of faults, and the browser would write them
// down to send them again. So the door is asked for a small picture first. Asked in vain, the next press sends anyway.
(() => {
  const note = document.getElementById("no-line");
  if (!note) return;
  const PATIENCE = 8000; // milliseconds; then it is sent as it would be without script
  let isAsking = false;
  let isSure = false;

  const send = (form, button) => {
    if (document.body.hidden) return; // she has left meanwhile
    isSure = true;
    form.requestSubmit(button);
    isSure = false;
  };

  addEventListener("submit", (event) => {
    const form = event.target;
    if (isSure || form.dataset.inVain) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    const question = new Image();
    const after = (answer) => {
      clearTimeout(timer);
      question.onload = question.onerror = null;
      isAsking = false;
      answer();
    };
    const timer = setTimeout(() => after(() => send(form, event.submitter)), PATIENCE);
    question.onload = () => after(() => send(form, event.submitter));
    question.onerror = () =>
      after(() => {
        form.dataset.inVain = "yes";
        form.querySelector("button").before(note);
        note.hidden = false;
        note.focus();
      });
    question.src = `${note.dataset.picture}&${Date.now()}`;
  });
})();
