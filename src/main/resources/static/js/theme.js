// Before the first paint: the theme chosen last time, kept in a cookie. Without a choice it is the system's.
{
  const chosen = /(?:^|; )theme=(light|dark)(?:;|$)/.exec(document.cookie);
  if (chosen) document.documentElement.dataset.theme = chosen[1];
}
