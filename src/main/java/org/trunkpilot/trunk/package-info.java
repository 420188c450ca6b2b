/** Who can carry a call: trunks, carriers, routes, capacity. */
@Pure
@NullMarked
package org.trunkpilot.trunk;

import org.jspecify.annotations.NullMarked;
