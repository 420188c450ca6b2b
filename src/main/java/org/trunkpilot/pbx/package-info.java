/** The one port to a PBX: its event feed, its route actuator, its probe. */
@NullMarked
package org.trunkpilot.pbx;

import org.jspecify.annotations.NullMarked;
