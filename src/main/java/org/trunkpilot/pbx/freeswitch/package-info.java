/** ESL adapter for FreeSWITCH; nothing outside {@code pbx} may name its types. */
@NullMarked
package org.trunkpilot.pbx.freeswitch;

import org.jspecify.annotations.NullMarked;
