/** What we believe about a trunk, and on what evidence. */
@Pure
@NullMarked
package org.trunkpilot.health;

import org.jspecify.annotations.NullMarked;
import org.trunkpilot.trunk.Pure;
