// Before the first paint: the theme chosen last time. Without a choice the system's.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem('trunkpilot.theme');
  } catch {
    // Storage may be forbidden; then the system's theme it is.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
