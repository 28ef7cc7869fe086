/* Listening: each <audio> of the page becomes a small button that plays and stops it, one at a time.
   Without this script the browser's own controls stay. No sound is fetched before it is asked for.
   It stands in the head and marks the page at once, so that nothing moves when the buttons come.
   Floor: Chrome 69, iOS 12. */
(function () {
  "use strict";
  var script = document.currentScript;
  var failed = script.getAttribute("data-failed");
  var playing = null;

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
      if (playing === audio) playing = null;
    }
    function fail() {
      audio.pause();
      rest();
      if (!note) note = tell(button);
    }

    button.type = "button";
    button.className = word ? "pill" : "listen";
    button.setAttribute("aria-label", audio.getAttribute("aria-label"));
    button.setAttribute("aria-pressed", "false");
    button.appendChild(icon("listen"));
    if (word) button.appendChild(document.createTextNode(word));

    button.addEventListener("click", function () {
      if (!audio.paused) return audio.pause();
      if (playing) playing.pause();
      if (note) { note.parentNode.removeChild(note); note = null; audio.load(); }
      playing = audio;
      if (audio.readyState) audio.currentTime = 0;
      show(button, "stop", true);
      var started = audio.play();
      if (started) started.catch(function (error) { if (error.name !== "AbortError") fail(); });
    });
    audio.addEventListener("pause", rest);
    audio.addEventListener("ended", rest);
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
  });
})();
