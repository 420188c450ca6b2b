package org.trunkpilot.signal;

/** A fact about what no trunk and no carrier owns: the phones in the house, the links out of it. */
public sealed interface SiteSignal extends PbxSignal permits PhoneContact, UplinkProbed {}
