/* A shared tablet: warns one minute before it clears itself, and then goes to the page that clears it.
   Touching, typing and scrolling count as being there. Time is read from the clock: a tablet that slept clears at once.
   Floor: Chrome 69, iOS 12. */
(function () {
  "use strict";
  var script = document.currentScript;
  var seconds = Number(script.getAttribute("data-seconds"));
  var warned = Number(script.getAttribute("data-warned"));
  var wipe = script.getAttribute("data-wipe");
  var touched = Date.now();

  function box() {
    return document.getElementById("idle");
  }

  function here() {
    if (gone()) { clear(); return; }
    touched = Date.now();
    if (box()) { box().hidden = true; }
  }

  function idle() {
    return (Date.now() - touched) / 1000;
  }

  function gone() {
    return idle() >= seconds;
  }

  function clear() {
    location.replace(wipe);
  }

  function look() {
    if (gone()) { clear(); return; }
    if (box() && box().hidden && idle() >= seconds - warned) { box().hidden = false; }
  }

  ["click", "keydown", "touchstart", "input"].forEach(function (kind) {
    document.addEventListener(kind, here, true);
  });
  window.addEventListener("scroll", here, true);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { location.reload(); }
  });
  setInterval(look, 1000);
})();
