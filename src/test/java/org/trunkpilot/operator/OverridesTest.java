package org.trunkpilot.operator;

import org.trunkpilot.web.OnH2;

class OverridesTest extends OverridesContract implements OnH2 {}
