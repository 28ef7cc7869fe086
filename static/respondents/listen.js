/* Listening: each <audio> of the page becomes a small button that plays and stops it, one at a time.
   What is read is marked. One more button reads the whole page, and goes on doing so on the next pages of this visit.
   Without this script the browser's own controls stay. No sound is fetched before it is asked for.
   It stands in the head and marks the page at once, so that nothing moves when the buttons come.
   Floor: Chrome 69, iOS 12. */
(function () {
  "use strict";
  var script = document.currentScript;
  var failed = script.getAttribute("data-failed");
  var playing = null;
  var all = null;  /* the button that reads everything, */
  var queue = [];  /* and what it still has to read */

  function remember(on) {
    try {
      if (on) sessionStorage.setItem("reads", "1"); else sessionStorage.removeItem("reads");
    } catch (error) { /* storage is off: each page is asked for by itself */ }
  }
  function remembered() {
    try { return sessionStorage.getItem("reads") === "1"; } catch (error) { return false; }
  }

  /* The words a control belongs to: the question above it, or the row it stands in. */
  function words(audio) {
    var field = audio.getAttribute("data-word") && audio.closest("fieldset");
    return field ? field.querySelector("legend") : audio.closest(".option, .heard, .sent, li, p") || audio.parentNode;
  }

  function showAll(on) {
    if (!all) return;
    show(all, on ? "stop" : "listen", on);
    all.lastChild.textContent = script.getAttribute(on ? "data-stop" : "data-all");
  }
  function readNext() {
    var audio = queue.shift();
    if (!audio) return showAll(false);
    words(audio).scrollIntoView({ block: "nearest" });
    audio.hear();
  }
  function readAll() {
    var found = document.querySelectorAll("main audio.hear");
    queue = Array.prototype.filter.call(found, function (audio) { return audio.previousSibling.offsetParent; });
    showAll(true);
    readNext();
  }
  function stopAll() {
    queue = [];
    showAll(false);
  }
  function offerAll() {
    var main = document.querySelector("main");
    if (main.querySelectorAll("audio.hear").length < 2) return;
    all = document.createElement("button");
    all.type = "button";
    all.className = "pill read-all";
    all.appendChild(icon("listen"));
    all.appendChild(document.createTextNode(""));
    showAll(false);
    all.addEventListener("click", function () {
      var busy = all.getAttribute("aria-pressed") === "true";
      if (playing) playing.hush();
      stopAll();
      remember(!busy);
      if (!busy) readAll();
    });
    main.insertBefore(all, main.firstChild);
  }

  function icon(name) {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    var use = document.createElementNS(space, "use");
    svg.setAttribute("class", name === "listen" ? "icon icon-turn" : "icon");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    use.setAttribute("href", "#i-" + name);
    use.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", "#i-" + name);
    svg.appendChild(use);
    return svg;
  }

  function show(button, name, pressed) {
    button.replaceChild(icon(name), button.firstChild);
    button.setAttribute("aria-pressed", pressed ? "true" : "false");
  }

  function tell(button) {
    var note = document.createElement("p");
    note.className = "message hear-failed";
    note.setAttribute("role", "alert");
    note.textContent = failed;
    button.parentNode.insertBefore(note, button.nextSibling);
    return note;
  }

  function enhance(audio) {
    var word = audio.getAttribute("data-word");
    var button = document.createElement("button");
    var note = null;

    function rest() {
      show(button, "listen", false);
      words(audio).classList.remove("read");
      if (playing === audio) playing = null;
    }
    /* What shows changes at once: the browser tells of the pause only later, perhaps after a next tap. */
    audio.hush = function () {
      audio.pause();
      rest();
    };
    function fail() {
      audio.hush();
      stopAll();
      if (!note) note = tell(button);
    }

    button.type = "button";
    button.className = word ? "pill" : "listen";
    button.setAttribute("aria-label", audio.getAttribute("aria-label"));
    button.setAttribute("aria-pressed", "false");
    button.appendChild(icon("listen"));
    if (word) button.appendChild(document.createTextNode(word));

    button.addEventListener("click", function () {
      stopAll();
      if (!audio.paused) return audio.hush();
      audio.hear();
    });
    audio.hear = function () {
      if (playing) playing.hush();
      if (note) { note.parentNode.removeChild(note); note = null; audio.load(); }
      playing = audio;
      if (audio.readyState) audio.currentTime = 0;
      show(button, "stop", true);
      words(audio).classList.add("read");
      var started = audio.play();
      if (started) started.catch(function (error) {
        if (error.name === "NotAllowedError") { rest(); stopAll(); }
        else if (error.name !== "AbortError") fail();
      });
    };
    audio.addEventListener("pause", function () { if (audio.paused) rest(); });
    audio.addEventListener("ended", function () {
      rest();
      if (all && all.getAttribute("aria-pressed") === "true") readNext();
    });
    audio.addEventListener("error", fail);
    /* When no source can be fetched, play() waits for ever: only the last source tells. */
    var last = audio.querySelector("source:last-of-type");
    if (last) last.addEventListener("error", fail);

    audio.removeAttribute("controls");
    audio.hidden = true;
    audio.parentNode.insertBefore(button, audio);
  }

  document.documentElement.className += " listens";
  document.addEventListener("DOMContentLoaded", function () {
    Array.prototype.forEach.call(document.querySelectorAll("audio.hear"), enhance);
    offerAll();
    /* A new visit starts silent: at the door, and once somebody stopped. */
    if (document.querySelector(".tongues")) remember(false);
    document.addEventListener("click", function (event) {
      if (event.target.closest('button[value="stop"]')) remember(false);
    });
    if (all && remembered()) readAll();
  });
})();
