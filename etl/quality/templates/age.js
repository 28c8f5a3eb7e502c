// How long ago: a page cannot know when it is read. Without this script the times stand by themselves.
for (const time of document.querySelectorAll("time[data-age]")) {
  const hours = (Date.now() - Date.parse(time.dateTime)) / 36e5;
  const say = (number, unit) => `${number} ${unit}${number === 1 ? "" : "s"}`;
  const age = hours < 1 ? say(Math.max(0, Math.round(hours * 60)), "minute")
    : hours < 48 ? say(Math.round(hours), "hour") : say(Math.floor(hours / 24), "day");
  time.after(` (${age} ago)`);
  const stale = document.getElementById("stale");
  if (stale && hours > Number(stale.dataset.hours)) {
    stale.prepend(`No run for ${age}. `);
    stale.hidden = false;
  }
}
