/** What to do about it: service states, hysteresis, guard rails, route plan. */
@Pure
@NullMarked
package org.trunkpilot.routing;

import org.jspecify.annotations.NullMarked;
import org.trunkpilot.trunk.Pure;
