"use strict";

// While she writes, her browser does the work that lets her form in when many send at once. Without script she is let
// in as well: at once, or when her turn has come.
(() => {
  const form = document.querySelector("form[data-price]");
  if (!form || !window.Worker) return;
  const waits = document.getElementById("waits");
  let sendsItself = waits !== null;
  const worker = new Worker(form.dataset.worker);

  worker.addEventListener("message", ({ data }) => {
    worker.terminate();
    form.elements.work.value = data;
    if (sendsItself) form.requestSubmit();
  });
  worker.postMessage({ seed: form.elements.token.value.slice(0, 24), price: Number(form.dataset.price) });

  if (!waits) return;
  waits.hidden = false;
  document.getElementById("waits-by-hand").hidden = true;
  form.addEventListener("input", () => {
    sendsItself = false; // she is changing something: then she sends it herself
    waits.hidden = true;
    document.getElementById("waits-by-hand").hidden = false;
  });
})();
